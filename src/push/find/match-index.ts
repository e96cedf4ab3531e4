import type { JsonObject } from "../../canonical.ts";
import { textsAt } from "../../scim/find.ts";
import type { Listing } from "../../scim/listing/listing-end.ts";
import type { ScimId } from "../../scim/resource.ts";
import { type HashedPath, hashedPath, hashOf } from "./value-hash.ts";

/**
 * Who may have which value, for look-ups without a filter. Holds ids, and of the values of the match attributes a hash of
 * 32 bits: some 130 bytes a resource, so 13 MB for 100,000. So an id may be given for a value that it does not have, seldom
 * enough; whoever is found is read before anything is made of it.
 */
export class MatchIndex {
  readonly #attributes: readonly HashedPath[];
  readonly #ids: ScimId[] = [];
  /** A place in `#ids`, or several; a list of one for each would take as much room again. */
  readonly #places = new Map<number, number | number[]>();
  /** How the listing ended that filled it. */
  listing: Listing = { complete: false, count: 0, why: "it was not read" };

  constructor(paths: readonly string[]) {
    this.#attributes = paths.map(hashedPath);
  }

  add(id: ScimId, attributes: JsonObject): void {
    const place = this.#ids.push(id) - 1;
    for (const attribute of this.#attributes) {
      for (const value of textsAt(attributes, attribute.path)) {
        // Nobody is recognised by an empty text, and everybody may have one.
        if (value !== "") this.#put(hashOf(attribute, value), place);
      }
    }
  }

  idsBy(path: string, value: string): readonly ScimId[] {
    const places = this.#places.get(hashOf(hashedPath(path), value)) ?? [];
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
