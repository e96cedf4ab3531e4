import { aliasBy } from "../alias.ts";
import type { Alias } from "../alias.ts";
import { keptValues } from "./entry.ts";
import type { DirectoryEntry } from "./entry.ts";
import { splitSid } from "./identifiers.ts";
import type { PrimaryGroup } from "./options.ts";

/**
 * The groups that users name by number instead of being listed in them. A number without a group that was read is left
 * alone: most have none, and a group outside of the base is not missed either.
 */
export class PrimaryGroups {
  readonly #by: PrimaryGroup | undefined;
  /** SIDs, or numbers, of the groups there are, by their number. */
  readonly #known = new Map<string, Set<string>>();

  constructor(by: PrimaryGroup | undefined) {
    this.#by = by;
  }

  /** Attributes, in lower case, that are looked at. */
  get attributes(): readonly string[] {
    if (this.#by === undefined) return [];
    return this.#by === "gidNumber" ? ["gidnumber"] : ["primarygroupid", "objectsid"];
  }

  /** Forgets the groups of an earlier read. */
  clear(): void {
    this.#known.clear();
  }

  /** Takes note of a group and gives the aliases by which its users' numbers name it. */
  add(group: DirectoryEntry): readonly Alias[] {
    if (this.#by === undefined) return [];
    const attribute = this.#by === "gidNumber" ? "gidnumber" : "objectsid";
    return keptValues(group, attribute).flatMap((value) => {
      const number = attribute === "gidnumber" ? value : splitSid(value)?.rid;
      if (number === undefined) return [];
      this.#known.set(number, (this.#known.get(number) ?? new Set()).add(value));
      return [aliasBy(attribute, value)];
    });
  }

  /** The first group of a user, if it is there; a list of more than one when the number alone does not say which. */
  of(user: DirectoryEntry): readonly Alias[] {
    if (this.#by === undefined) return [];
    const [number] = keptValues(user, this.#by.toLowerCase());
    const known = [...(this.#known.get(number ?? "") ?? [])];
    if (this.#by === "gidNumber") return known.map((value) => aliasBy("gidnumber", value));
    // Each domain counts by itself, and a user's first group is of their own.
    const [sid = ""] = keptValues(user, "objectsid");
    const domain = splitSid(sid)?.domain;
    const fitting = domain === undefined ? known : known.filter((value) => value === `${domain}-${number}`);
    return fitting.map((value) => aliasBy("objectsid", value));
  }
}
