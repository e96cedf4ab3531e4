import { aliasBy } from "../alias.ts";
import type { Alias } from "../alias.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { SourceGroup, SourceKey, SourceRecord } from "../record.ts";
import type { NamesBatch } from "../source.ts";
import { entryAttributes, keptValues } from "./entry.ts";
import { entryFingerprint } from "./entry-fingerprint.ts";
import type { EntryKind, EntryOptions, KnownEntry } from "./entry-kinds.ts";
import type { EntryGroups } from "./options.ts";
import type { PrimaryGroups } from "./primary-groups.ts";

const NONE: ReadonlySet<string> = new Set();

/** Makes users and groups of entries, and remembers the names of their attributes. */
export class EntryRecords {
  readonly #userKey: string;
  readonly #groups: EntryGroups | undefined;
  readonly #aliases: Readonly<Record<EntryKind, readonly string[]>>;
  readonly #primary: PrimaryGroups;
  /** Members are no attributes of a group: they are read by themselves, and change by themselves. */
  readonly #members: ReadonlySet<string>;
  readonly #names = { users: new Set(["dn"]), groups: new Set(["dn", "name"]) };

  constructor({ users, groups }: EntryOptions, context: ReaderContext, primary: PrimaryGroups) {
    this.#userKey = users.key.toLowerCase();
    this.#groups = groups;
    this.#aliases = { users: context.userAliases, groups: context.groupAliases };
    this.#primary = primary;
    this.#members = new Set(groups?.members.map(({ attribute }) => attribute.toLowerCase()));
  }

  /** Undefined for an entry without a key, and `problems` says so. */
  user(known: KnownEntry, problems: ProblemList): SourceRecord | undefined {
    const key = keyOf(known, this.#userKey, problems);
    return key === undefined ? undefined : this.#record(known, key, [], NONE);
  }

  /** Undefined for an entry without a key or a name, and `problems` says so. */
  group(known: KnownEntry, problems: ProblemList): SourceGroup | undefined {
    const options = this.#groups;
    if (options === undefined) return undefined;
    const key = keyOf(known, options.key.toLowerCase(), problems);
    const name = groupName(known, options.name.toLowerCase(), problems);
    if (key === undefined || name === undefined) return undefined;
    const record = this.#record(known, key, this.#primary.add(known.entry), this.#members);
    return { ...record, name, attributes: () => Object.assign(record.attributes(), { name }) };
  }

  /** The names of what has been made. */
  names(): NamesBatch {
    const { users, groups } = this.#names;
    return { kind: "names", stated: false, users: [...users].sort(), groups: [...groups].sort() };
  }

  #record(
    known: KnownEntry,
    key: string,
    primary: readonly Alias[],
    omitted: ReadonlySet<string>,
  ): SourceRecord {
    const { entry, kind } = known;
    const aliases = aliasesOf(known, this.#aliases[kind], primary);
    this.#addNames(known, omitted);
    return {
      key: key as SourceKey,
      aliases,
      line: entry.line,
      fingerprint: entryFingerprint(entry, key, aliases, omitted),
      attributes: () => entryAttributes(entry, omitted),
    };
  }

  #addNames({ kind, entry }: KnownEntry, omitted: ReadonlySet<string>): void {
    const names = this.#names[kind];
    for (let index = 0; index < entry.names.length; index += 1) {
      const name = entry.names[index] ?? "";
      if (entry.values[index] !== "" && !omitted.has(name)) names.add(name);
    }
  }
}

/** The only value of an entry's key; the DN in normal form is one. */
export function keyOf(
  { dn, entry }: KnownEntry,
  attribute: string,
  problems: ProblemList,
): string | undefined {
  if (attribute === "dn") return dn;
  const [key, ...others] = keptValues(entry, attribute);
  if (key !== undefined && others.length === 0) return key;
  const found = key === undefined ? `no "${attribute}"` : `${others.length + 1} values of "${attribute}"`;
  problems.add({ line: entry.line, message: `entry "${entry.dn}" has ${found}; its key is to be one value` });
  return undefined;
}

/** Of several names that by which the entry is called. */
function groupName({ entry }: KnownEntry, attribute: string, problems: ProblemList): string | undefined {
  const names = keptValues(entry, attribute);
  if (names.length === 1) return names[0];
  const begin = entry.dn.toLowerCase();
  const called = names.find((name) => begin.startsWith(`${attribute}=${name.toLowerCase()},`));
  if (called !== undefined) return called;
  const found = names.length === 0 ? `no "${attribute}"` : `${names.length} values of "${attribute}"`;
  problems.add({
    line: entry.line,
    message: `entry "${entry.dn}" has ${found}; the name of a group is one value`,
  });
  return undefined;
}

function aliasesOf(
  { dn, entry }: KnownEntry,
  attributes: readonly string[],
  primary: readonly Alias[],
): readonly Alias[] {
  const aliases = [...primary];
  for (const by of attributes) {
    if (by === "dn") aliases.push(aliasBy("dn", dn));
    else for (const value of keptValues(entry, by)) aliases.push(aliasBy(by, value));
  }
  return aliases.length > 1 ? [...new Set(aliases)] : aliases;
}
