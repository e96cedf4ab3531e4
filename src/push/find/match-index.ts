import type { JsonObject } from "../../canonical.ts";
import { identityOf } from "../../scim/attribute-rules.ts";
import { textsAt } from "../../scim/find.ts";
import type { Listing } from "../../scim/listing/listing-end.ts";
import type { ScimId } from "../../scim/resource.ts";

/**
 * Who has which value, for look-ups at a provider whose filters are not to be believed. Holds the values of the match
 * attributes and ids, nothing else of a resource: some 200 bytes each, so 20 MB for 100,000.
 */
export class MatchIndex {
  readonly #paths: readonly string[];
  /** An id, or several; a list of one for each would take as much room again. */
  readonly #ids = new Map<string, ScimId | readonly ScimId[]>();
  /** How the listing ended that filled it. */
  listing: Listing = { complete: false, count: 0, why: "it was not read" };

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  add(id: ScimId, attributes: JsonObject): void {
    for (const path of this.#paths) {
      for (const value of textsAt(attributes, path)) this.#put(keyOf(path, value), id);
    }
  }

  idsBy(path: string, value: string): readonly ScimId[] {
    const ids = this.#ids.get(keyOf(path, value));
    return typeof ids === "string" ? [ids] : (ids ?? []);
  }

  #put(key: string, id: ScimId): void {
    const ids = this.#ids.get(key);
    if (ids === undefined) this.#ids.set(key, id);
    else if (typeof ids !== "string") this.#ids.set(key, ids.includes(id) ? ids : [...ids, id]);
    else if (ids !== id) this.#ids.set(key, [ids, id]);
  }
}

function keyOf(path: string, value: string): string {
  return `${path.toLowerCase()} ${identityOf(path, value)}`;
}
