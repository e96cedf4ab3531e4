import type { Problem } from "../../errors.ts";
import type { EntryId } from "../../plan/operation.ts";
import { type Alias, describeAlias, isAlias } from "../../source/alias.ts";
import type { Membership, RecordName } from "../../source/record.ts";
import type { DirectoryStore } from "../../store/directory-store.ts";

/** Two groups with one alias: it names neither. */
const AMBIGUOUS: EntryId = -1;

/** Finds out which entries memberships mean, and stages them. */
export class MemberIntake {
  /** Groups of which members were staged. */
  readonly staged = new Set<EntryId>();
  readonly groups = new Set<EntryId>();
  readonly #byName = new Map<RecordName, EntryId>();
  readonly #directory: DirectoryStore;
  readonly #revision: number;
  readonly #complain: (problem: Problem) => void;

  constructor(directory: DirectoryStore, revision: number, complain: (problem: Problem) => void) {
    this.#directory = directory;
    this.#revision = revision;
    this.#complain = complain;
  }

  addGroup(id: EntryId, names: readonly RecordName[]): void {
    this.groups.add(id);
    for (const name of names) {
      const other = this.#byName.get(name);
      this.#byName.set(name, other === undefined || other === id || !isAlias(name) ? id : AMBIGUOUS);
    }
  }

  /** The group a membership speaks of, or undefined when the source has no such group. */
  groupNamed(name: RecordName): EntryId | undefined {
    const id = this.#byName.get(name);
    if (id !== AMBIGUOUS) return id;
    if (isAlias(name)) this.#complain({ message: `two groups have the ${describeAlias(name)}` });
    return undefined;
  }

  stage(memberships: readonly Membership[]): void {
    if (memberships.length === 0) return;
    const entries = this.#entriesOf(memberships);
    const pairs: EntryId[] = [];
    for (const membership of memberships) {
      const group = this.groupNamed(membership.group) ?? AMBIGUOUS;
      const member = entries(membership);
      this.staged.add(group);
      if (member !== undefined) pairs.push(group, member);
    }
    this.#directory.stageMembers(pairs);
  }

  /** What stands behind the members: users by key, groups by key, whoever has an alias, or a placeholder. */
  #entriesOf(memberships: readonly Membership[]): (membership: Membership) => EntryId | undefined {
    const users = namesOf(memberships, false).filter((name) => !isAlias(name));
    const aliases = namesOf(memberships, false).filter(isAlias);
    const nested = namesOf(memberships, true);
    const byKey = this.#entries("user", users);
    const byAlias = this.#byAlias(aliases);
    const groups = this.#groupsBy(nested);
    return ({ member, nested }) =>
      nested === true ? groups.get(member) : isAlias(member) ? byAlias.get(member) : byKey.get(member);
  }

  #byAlias(aliases: readonly Alias[]): ReadonlyMap<RecordName, EntryId> {
    if (aliases.length === 0) return new Map();
    const users = this.#directory.usersByAlias(aliases, ({ alias, keys }) => {
      const message = `a membership names the ${describeAlias(alias)}, but ${keys.join(" and ")} both have it`;
      this.#complain({ message });
    });
    const groups = aliases.flatMap((alias) => {
      const group = users.has(alias) ? undefined : this.groupNamed(alias);
      return group === undefined ? [] : [[alias, group] as const];
    });
    const found = new Map<RecordName, EntryId>([...users, ...groups]);
    return new Map([...found, ...this.#entries("user", without(aliases, found))]);
  }

  #groupsBy(names: readonly RecordName[]): ReadonlyMap<RecordName, EntryId> {
    const found = new Map<RecordName, EntryId>();
    for (const name of names) {
      const group = this.groupNamed(name);
      if (group !== undefined) found.set(name, group);
    }
    const missing = without(names, found);
    const keys = missing.filter((name) => !isAlias(name));
    return new Map([
      ...found,
      ...this.#entries("group", keys),
      // Of an alias that nobody has it is not known what it would be.
      ...this.#entries("user", missing.filter(isAlias)),
    ]);
  }

  #entries(kind: "user" | "group", names: readonly RecordName[]): ReadonlyMap<RecordName, EntryId> {
    return names.length === 0 ? new Map() : this.#directory.memberEntries(kind, names, this.#revision);
  }
}

function namesOf(memberships: readonly Membership[], nested: boolean): readonly RecordName[] {
  const own = memberships.filter((membership) => (membership.nested ?? false) === nested);
  return [...new Set(own.map(({ member }) => member))];
}

function without<Name extends RecordName>(
  names: readonly Name[],
  found: ReadonlyMap<RecordName, EntryId>,
): readonly Name[] {
  return names.filter((name) => !found.has(name));
}
