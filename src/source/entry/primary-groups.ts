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
  /** Numbers, or SIDs, of the groups there are. */
  readonly #known = new Set<string>();
  readonly #domains = new Set<string>();

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
    this.#domains.clear();
  }

  /** Takes note of a group and gives the aliases by which its users' numbers name it. */
  add(group: DirectoryEntry): readonly Alias[] {
    if (this.#by === undefined) return [];
    const attribute = this.#by === "gidNumber" ? "gidnumber" : "objectsid";
    return keptValues(group, attribute).map((value) => {
      const domain = attribute === "objectsid" ? splitSid(value)?.domain : undefined;
      if (domain !== undefined) this.#domains.add(domain);
      this.#known.add(ownCopy(value));
      return aliasBy(attribute, value);
    });
  }

  /** The first group of a user, if it is there; more than one when the number alone does not say which. */
  of(user: DirectoryEntry): readonly Alias[] {
    if (this.#by === undefined) return [];
    const [number = ""] = keptValues(user, this.#by.toLowerCase());
    if (this.#by === "gidNumber") return this.#known.has(number) ? [aliasBy("gidnumber", number)] : [];
    // Each domain counts by itself, and a user's first group is of their own.
    const [sid = ""] = keptValues(user, "objectsid");
    const own = splitSid(sid)?.domain;
    return (own === undefined ? [...this.#domains] : [own])
      .map((domain) => `${domain}-${number}`)
      .filter((group) => this.#known.has(group))
      .map((group) => aliasBy("objectsid", group));
  }
}

/** A slice keeps the whole text it was cut from alive; a copy does not. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
