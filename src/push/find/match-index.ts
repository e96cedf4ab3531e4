import type { JsonObject } from "../../canonical.ts";
import { identityOf } from "../../scim/attribute-rules.ts";
import { textsAt } from "../../scim/find.ts";
import type { Listing } from "../../scim/listing/listing-end.ts";
import type { ScimId } from "../../scim/resource.ts";

/**
 * Who may have which value, for look-ups without a filter. Holds ids, and of the values of the match attributes a hash of
 * 32 bits: some 130 bytes a resource, so 13 MB for 100,000. So an id may be given for a value that it does not have, seldom
 * enough; whoever is found is read before anything is made of it.
 */
export class MatchIndex {
  readonly #paths: readonly string[];
  readonly #ids: ScimId[] = [];
  /** A place in `#ids`, or several; a list of one for each would take as much room again. */
  readonly #places = new Map<number, number | number[]>();
  /** How the listing ended that filled it. */
  listing: Listing = { complete: false, count: 0, why: "it was not read" };

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  add(id: ScimId, attributes: JsonObject): void {
    const place = this.#ids.push(id) - 1;
    for (const path of this.#paths) {
      // Nobody is recognised by an empty text, and everybody may have one.
      for (const value of textsAt(attributes, path)) if (value !== "") this.#put(hashOf(path, value), place);
    }
  }

  idsBy(path: string, value: string): readonly ScimId[] {
    const places = this.#places.get(hashOf(path, value)) ?? [];
    const found = typeof places === "number" ? [places] : places;
    return [...new Set(found.flatMap((place) => this.#ids[place] ?? []))];
  }

  #put(key: number, place: number): void {
    const places = this.#places.get(key);
    if (places === undefined) this.#places.set(key, place);
    else if (typeof places !== "number") places.push(place);
    else if (places !== place) this.#places.set(key, [places, place]);
  }
}

/**
 * The same for values of an attribute that identify the same: FNV-1a over UTF-16 units with the last mixing of Murmur3, as a
 * whole number of 32 bits with a sign, which takes no room of its own in a Map.
 */
export function hashOf(path: string, value: string): number {
  const text = `${path.toLowerCase()} ${identityOf(path, value)}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
