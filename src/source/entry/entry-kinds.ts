import { UsageError } from "../../errors.ts";
import type { ProblemList } from "../file/problem-list.ts";
import { isBelow, normalizeDn } from "./dn.ts";
import { entryValues } from "./entry.ts";
import type { DirectoryEntry } from "./entry.ts";
import { compileFilter, filterAttributes } from "./filter.ts";
import type { AttributeLookup, RecordFilter } from "./filter.ts";
import type { EntryGroups, EntryUsers } from "./options.ts";

/** What entries become. */
export interface EntryOptions {
  readonly users: EntryUsers;
  readonly groups?: EntryGroups;
}

/** Which of both the entries at hand may become. */
export type EntryKind = "users" | "groups";

/** An entry that is wanted, and its DN in normal form. */
export interface KnownEntry {
  readonly kind: EntryKind;
  readonly dn: string;
  readonly entry: DirectoryEntry;
}

interface Selection {
  /** Normalised; empty for all. */
  readonly base: string;
  readonly filter: RecordFilter;
  /** What the filter looks at. */
  readonly attributes: readonly string[];
}

/** Tells users and groups from the rest by base and filter. */
export class EntryKinds {
  readonly #users: Selection;
  readonly #groups: Selection | undefined;

  /** Throws `UsageError` for a base that is no DN and a filter that is none. */
  constructor({ users, groups }: EntryOptions) {
    this.#users = select(users);
    this.#groups = groups === undefined ? undefined : select(groups);
  }

  /** Below which entries are looked for, normalised. */
  get bases(): readonly string[] {
    return this.#selections.map(({ base }) => base);
  }

  /** What the filters look at, in lower case. */
  get attributes(): readonly string[] {
    return this.#selections.flatMap(({ attributes }) => attributes);
  }

  get #selections(): readonly Selection[] {
    return this.#groups === undefined ? [this.#users] : [this.#users, this.#groups];
  }

  /** Undefined for an entry that is neither; `holds` is the only kind it may be of. What is wrong goes to `problems`. */
  of(entry: DirectoryEntry, holds: EntryKind | undefined, problems: ProblemList): KnownEntry | undefined {
    const lookup: AttributeLookup = (name) => entryValues(entry, name);
    const user = holds !== "groups" && this.#users.filter(lookup);
    const group = holds !== "users" && this.#groups?.filter(lookup) === true;
    if (!user && !group) return undefined;
    const dn = normalizeDn(entry.dn);
    if (dn === undefined || dn === "") {
      problems.add({ line: entry.line, message: `${JSON.stringify(entry.dn)} is no DN (RFC 4514)` });
      return undefined;
    }
    return this.#place({ kind: "users", dn, entry }, { user, group }, problems);
  }

  #place(
    known: KnownEntry,
    fits: { readonly user: boolean; readonly group: boolean },
    problems: ProblemList,
  ): KnownEntry | undefined {
    const { dn, entry } = known;
    const user = fits.user && isBelow(dn, this.#users.base);
    const group = fits.group && isBelow(dn, this.#groups?.base ?? "");
    if (!user) return group ? { kind: "groups", dn, entry } : undefined;
    if (group) {
      const message = `entry "${entry.dn}" is taken for a user and for a group; make the filters exclude each other`;
      problems.add({ line: entry.line, message });
    }
    return known;
  }
}

function select({ base, filter }: { readonly base?: string; readonly filter: string }): Selection {
  const normal = normalizeDn(base ?? "");
  if (normal === undefined) throw new UsageError(`the base ${JSON.stringify(base)} is no DN (RFC 4514)`);
  return { base: normal, filter: compileFilter(filter), attributes: filterAttributes(filter) };
}
