import { MemberDigest } from "../directory/member-digest.ts";
import { SeenEntries } from "../directory/seen-entries.ts";
import { type Problem, SourceError } from "../errors.ts";
import type { EntryId } from "../plan/operation.ts";
import type { Membership, SourceBatch, SourceGroup, SourceKey, SourceRecord } from "../source/record.ts";
import type { DirectoryStore, EntryKind } from "../store/directory-store.ts";

const maxProblems = 20;

type RecordBatch = { readonly file: string; readonly records: readonly (SourceRecord | SourceGroup)[] };

/**
 * Takes a read into the copy of the directory, record by record, inside a transaction that its owner ends. An
 * unchanged record costs a look at its fingerprint; only what changed is written.
 */
export class Intake {
  readonly #directory: DirectoryStore;
  readonly #revision: number;
  readonly #seen: Record<EntryKind, SeenEntries> = { user: new SeenEntries(), group: new SeenEntries() };
  readonly #problems: Problem[] = [];
  readonly #groups = new Map<SourceKey, EntryId>();
  readonly #digests = new Map<EntryId, MemberDigest>();
  readonly #knownDigests: ReadonlyMap<EntryId, string>;
  readonly #renamed: EntryId[] = [];
  readonly #staged = new Set<EntryId>();
  #membershipsOfNobody = 0;
  #changed = false;

  constructor(directory: DirectoryStore, revision: number) {
    this.#directory = directory;
    this.#revision = revision;
    this.#knownDigests = directory.memberDigests();
  }

  get counts(): { readonly users: number; readonly groups: number } {
    return { users: this.#seen.user.count, groups: this.#seen.group.count };
  }

  /** True once anything of the copy was written. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Memberships of groups that the source does not have. */
  get membershipsOfNobody(): number {
    return this.#membershipsOfNobody;
  }

  take(batch: SourceBatch): void {
    switch (batch.kind) {
      case "users":
        return this.#takeRecords("user", batch);
      case "groups":
        return this.#takeRecords("group", batch);
      case "memberships":
        return this.#takeMemberships(batch.memberships);
    }
  }

  /** Groups whose members must be read again, because they differ from those of the last read. */
  groupsToReread(): ReadonlySet<EntryId> {
    const differ = [...this.#groups.values()].filter(
      (group) =>
        !this.#staged.has(group) && this.#digestOf(group) !== (this.#knownDigests.get(group) ?? emptyDigest),
    );
    return new Set(differ);
  }

  /** Takes members of some groups only, in the second pass. */
  takeMembersOf(groups: ReadonlySet<EntryId>, memberships: readonly Membership[]): void {
    this.#stage(memberships.filter(({ group }) => groups.has(this.#groups.get(group) ?? -1)));
  }

  /** Writes who is gone and who belongs where. Throws `SourceError` when the read contradicts itself. */
  finish(reread: ReadonlySet<EntryId>): { readonly usersGone: number } {
    this.throwProblems();
    const usersGone = this.#markGone("user");
    const groupsGone = this.#markGone("group");
    const groups = [...new Set([...this.#staged, ...reread, ...groupsGone])];
    if (groups.length > 0) {
      this.#changed = true;
      this.#directory.applyStagedMembers(groups, this.#revision);
      for (const group of groups) this.#directory.setMemberDigest(group, this.#digestOf(group));
    }
    if (this.#renamed.length > 0) this.#directory.touchUsersBelow(this.#renamed, this.#revision);
    return { usersGone: usersGone.length };
  }

  /** Throws `SourceError` with what the source complained of and what was found here. */
  throwProblems(others: readonly Problem[] = []): void {
    const all = [...others, ...this.#problems];
    if (all.length > 0) throw new SourceError(all);
  }

  #takeRecords(kind: EntryKind, { file, records }: RecordBatch): void {
    const known = this.#directory.find(
      kind,
      records.map(({ key }) => key),
    );
    const added = new Map<SourceKey, EntryId>();
    for (const record of records) {
      const old = known.get(record.key);
      const same = old?.present === true && old.fingerprint === record.fingerprint;
      const id = added.get(record.key) ?? (same ? old.id : this.#write(kind, record));
      if (!same) added.set(record.key, id);
      this.#see(kind, id, record, file);
    }
  }

  #write(kind: EntryKind, record: SourceRecord | SourceGroup): EntryId {
    this.#changed = true;
    const { key, fingerprint } = record;
    const name = "name" in record ? { name: record.name } : {};
    const id = this.#directory.put(
      kind,
      { key, fingerprint, attributes: record.attributes(), ...name },
      this.#revision,
    );
    if (kind === "group") this.#renamed.push(id);
    return id;
  }

  #see(kind: EntryKind, id: EntryId, record: SourceRecord, file: string): void {
    const first = this.#seen[kind].place(id);
    if (first !== undefined && this.#problems.length < maxProblems) {
      const message = `${kind} key "${record.key}" is already in ${first.file}:${first.line}; keys must be unique`;
      this.#problems.push({ file, line: record.line, message });
    }
    this.#seen[kind].add(id, { file, line: record.line });
    if (kind === "group") this.#groups.set(record.key, id);
  }

  #takeMemberships(memberships: readonly Membership[]): void {
    const fresh: Membership[] = [];
    for (const membership of memberships) {
      const group = this.#groups.get(membership.group);
      if (group === undefined) {
        this.#membershipsOfNobody += 1;
        continue;
      }
      this.#addToDigest(group, membership);
      if (!this.#knownDigests.has(group)) fresh.push(membership);
    }
    this.#stage(fresh);
  }

  #addToDigest(group: EntryId, { member, nested }: Membership): void {
    let digest = this.#digests.get(group);
    if (digest === undefined) this.#digests.set(group, (digest = new MemberDigest()));
    // No key holds a NUL, so a nested group is never taken for a user.
    digest.add(nested === true ? `\u0000${member}` : member);
  }

  #stage(memberships: readonly Membership[]): void {
    for (const nested of [false, true]) {
      const rows = memberships.filter((membership) => (membership.nested ?? false) === nested);
      if (rows.length === 0) continue;
      const keys = [...new Set(rows.map(({ member }) => member))];
      const ids = this.#directory.memberEntries(nested ? "group" : "user", keys, this.#revision);
      for (const [group, members] of byGroup(rows)) {
        const id = this.#groups.get(group) ?? -1;
        this.#staged.add(id);
        this.#directory.stageMembers(
          id,
          members.flatMap((member) => ids.get(member) ?? []),
        );
      }
    }
  }

  #digestOf(group: EntryId): string {
    return this.#digests.get(group)?.toString() ?? emptyDigest;
  }

  #markGone(kind: EntryKind): readonly EntryId[] {
    const gone = this.#gone(kind);
    if (gone.length > 0) {
      this.#changed = true;
      this.#directory.markGone(gone, this.#revision);
    }
    if (kind === "group") this.#renamed.push(...gone);
    return gone;
  }

  /** When all that was there was met again, nobody is gone and nothing need be looked through. */
  #gone(kind: EntryKind): readonly EntryId[] {
    const seen = this.#seen[kind];
    if (this.#directory.countPresent(kind) === seen.count) return [];
    const gone: EntryId[] = [];
    let page = this.#directory.presentIds(kind, 0, 10_000);
    while (page.length > 0) {
      gone.push(...page.filter((id) => !seen.has(id)));
      page = this.#directory.presentIds(kind, page.at(-1) ?? 0, 10_000);
    }
    return gone;
  }
}

function byGroup(memberships: readonly Membership[]): ReadonlyMap<SourceKey, readonly SourceKey[]> {
  const groups = new Map<SourceKey, SourceKey[]>();
  for (const { group, member } of memberships) {
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [member]);
    else members.push(member);
  }
  return groups;
}

const emptyDigest = new MemberDigest().toString();
