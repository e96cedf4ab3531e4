import { aliasBy } from "../alias.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { Membership, RecordName, SourceKey } from "../record.ts";
import { normalizeDn } from "./dn.ts";
import type { DirectoryEntry } from "./entry.ts";
import { keyOf } from "./entry-records.ts";
import type { EntryOptions, KnownEntry } from "./entry-kinds.ts";
import type { PrimaryGroups } from "./primary-groups.ts";

/** Reads who is a member of what from users and groups. */
export class EntryMemberships {
  readonly #options: EntryOptions;
  readonly #primary: PrimaryGroups;
  /** By attribute in lower case, what its values are: `dn`, `key`, or an attribute. */
  readonly #members: ReadonlyMap<string, string>;
  readonly #memberOf: string | undefined;

  constructor(options: EntryOptions, primary: PrimaryGroups) {
    const { users, groups } = options;
    this.#options = options;
    this.#primary = primary;
    this.#members = new Map(
      groups?.members.map(({ attribute, by }) => [attribute.toLowerCase(), by.toLowerCase()]),
    );
    this.#memberOf = users.memberOf?.toLowerCase();
  }

  /** Attributes, in lower case, that are looked at; none when there is nothing to read. */
  get attributes(): readonly string[] {
    const ofUsers = this.#memberOf === undefined ? [] : [this.#memberOf];
    const names = [...this.#members.keys(), ...ofUsers, ...this.#primary.attributes];
    if (names.length === 0) return [];
    const { users, groups } = this.#options;
    const keys = groups === undefined ? [users.key] : [users.key, groups.key];
    return [...names, ...keys.map((key) => key.toLowerCase())];
  }

  /** What users say of their groups is looked at. */
  get looksAtUsers(): boolean {
    return this.#memberOf !== undefined || this.#primary.attributes.length > 0;
  }

  /** One at a time, because a group may have a million. What is wrong goes to `problems`. */
  *of(known: KnownEntry, problems: ProblemList): Generator<Membership> {
    if (known.kind === "groups") yield* this.#ofGroup(known, problems);
    else yield* this.#ofUser(known, problems);
  }

  *#ofUser(known: KnownEntry, problems: ProblemList): Generator<Membership> {
    const { entry } = known;
    const key = keyOf(known, this.#options.users.key.toLowerCase(), problems);
    if (key === undefined) return;
    const member = key as SourceKey;
    for (const [index, name] of entry.names.entries()) {
      if (name !== this.#memberOf) continue;
      const group = nameOf(entry, index, "dn", problems);
      if (group !== undefined) yield { group, member, line: entry.lines[index] ?? entry.line };
    }
    const [first, ...others] = this.#primary.of(entry);
    if (others.length > 0) problems.add({ line: entry.line, message: ambiguous(entry.dn) });
    else if (first !== undefined) yield { group: first, member, line: entry.line };
  }

  *#ofGroup(known: KnownEntry, problems: ProblemList): Generator<Membership> {
    const { entry } = known;
    const groups = this.#options.groups;
    const key = groups && keyOf(known, groups.key.toLowerCase(), problems);
    if (key === undefined) return;
    const group = key as SourceKey;
    for (const [index, name] of entry.names.entries()) {
      const by = this.#members.get(name);
      const member = by === undefined ? undefined : nameOf(entry, index, by, problems);
      if (member !== undefined) yield { group, member, line: entry.lines[index] ?? entry.line };
    }
  }
}

/** Whom a value names; nobody when it is empty, as that of a group which must have a member and has none. */
function nameOf(
  entry: DirectoryEntry,
  index: number,
  by: string,
  problems: ProblemList,
): RecordName | undefined {
  const value = entry.values[index] ?? "";
  if (value === "") return undefined;
  if (by === "key") return value as SourceKey;
  if (by !== "dn") return aliasBy(by, value);
  // uniqueMember may add a number of bits that tells namesakes apart (RFC 4517, 3.3.21).
  const dn = normalizeDn(value.replace(/#'[01]*'B$/, ""));
  if (dn === "") return undefined;
  if (dn !== undefined) return aliasBy("dn", dn);
  const [name = "", line] = [entry.names[index], entry.lines[index] ?? entry.line];
  problems.add({
    line,
    message: `"${name}" should hold a DN, such as uid=ann,dc=example,dc=org, but holds ${JSON.stringify(value)}`,
  });
  return undefined;
}

function ambiguous(dn: string): string {
  return `entry "${dn}" has a primaryGroupID that groups of several domains have, and no objectSid; export objectSid, too`;
}
