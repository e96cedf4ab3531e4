import { MemberDigest } from "../directory/member-digest.ts";
import { SeenEntries } from "../directory/seen-entries.ts";
import { SourceTally } from "../directory/source-tally.ts";
import { type Problem, SourceError } from "../errors.ts";
import type { EntryId } from "../plan/operation.ts";
import type { Attributes, Membership, RecordBatch, SourceGroup, SourceRecord } from "../source/record.ts";
import type { DirectoryStore, EntryKind, MemberShrink } from "../store/directory-store.ts";
import { MemberIntake } from "./member-intake.ts";

const maxProblems = 20;

/**
 * Takes a read into the copy of the directory, record by record, inside a transaction that its owner ends. An
 * unchanged record costs a look at its fingerprint; only what changed is written.
 */
export class Intake {
  readonly tally = new SourceTally();
  readonly #directory: DirectoryStore;
  readonly #revision: number;
  readonly #seen: Record<EntryKind, SeenEntries> = { user: new SeenEntries(), group: new SeenEntries() };
  readonly #problems: Problem[] = [];
  readonly #members: MemberIntake;
  readonly #digests = new Map<EntryId, MemberDigest>();
  readonly #knownDigests: ReadonlyMap<EntryId, string>;
  readonly #renamed: EntryId[] = [];
  #groupsGone: readonly EntryId[] = [];
  #membershipsOfNobody = 0;

  constructor(directory: DirectoryStore, revision: number) {
    this.#directory = directory;
    this.#revision = revision;
    this.#knownDigests = directory.memberDigests();
    this.#members = new MemberIntake(directory, revision, (problem) => this.#complain(problem));
  }

  /** Memberships of groups that the source does not have. */
  get membershipsOfNobody(): number {
    return this.#membershipsOfNobody;
  }

  /** Takes records of the sources named, joined by commas. */
  takeRecords(batch: RecordBatch, sources: string): void {
    const kind = batch.kind === "users" ? "user" : "group";
    const known = this.#directory.find(
      kind,
      batch.records.map(({ key }) => key),
    );
    const added = new Map<string, EntryId>();
    for (const record of batch.records) {
      const old = known.get(record.key);
      const met = added.get(record.key) ?? old?.id;
      if (met !== undefined && this.#seen[kind].has(met)) {
        this.#complainOfTwo(kind, met, record, batch.file);
        continue;
      }
      const there = old?.present === true;
      if (there) this.tally.wasIn(kind, old.sources);
      this.tally.isIn(kind, sources, there ? old.sources : "");
      const same = there && old.fingerprint === record.fingerprint && old.sources === sources;
      const id = same ? old.id : this.#write(kind, record, sources);
      if (!same) added.set(record.key, id);
      this.#see(kind, id, record, batch.file);
    }
  }

  takeMemberships(memberships: readonly Membership[]): void {
    const fresh: Membership[] = [];
    for (const membership of memberships) {
      const group = this.#members.groupNamed(membership.group);
      if (group === undefined) {
        this.#membershipsOfNobody += 1;
        continue;
      }
      this.#addToDigest(group, membership);
      if (!this.#knownDigests.has(group)) fresh.push(membership);
    }
    this.#members.stage(fresh);
  }

  /**
   * Marks who is gone, once all was taken, and gives the groups whose members must be read again: they, or what their
   * names mean, differ from the last read. Throws `SourceError` when the read contradicts itself.
   */
  groupsToReread(): ReadonlySet<EntryId> {
    this.throwProblems();
    this.#markGone("user");
    this.#groupsGone = this.#markGone("group");
    const differ = [...this.#members.groups].filter(
      (group) => this.#digestOf(group) !== (this.#knownDigests.get(group) ?? emptyDigest),
    );
    const moved = this.#directory.groupsOfMovedAliases().filter((group) => this.#seen.group.has(group));
    return new Set([...differ, ...moved].filter((group) => !this.#members.staged.has(group)));
  }

  /** Takes members of some groups only, in the second pass. */
  takeMembersOf(groups: ReadonlySet<EntryId>, memberships: readonly Membership[]): void {
    this.#members.stage(memberships.filter(({ group }) => groups.has(this.#members.groupNamed(group) ?? -1)));
  }

  /** Writes who belongs where. Throws `SourceError` when the read contradicts itself. */
  finish(reread: ReadonlySet<EntryId>): readonly MemberShrink[] {
    this.throwProblems();
    const groups = [...new Set([...this.#members.staged, ...reread, ...this.#groupsGone])];
    const shrinks = groups.length === 0 ? [] : this.#directory.applyStagedMembers(groups, this.#revision);
    for (const group of groups) this.#directory.setMemberDigest(group, this.#digestOf(group));
    if (this.#renamed.length > 0) this.#directory.touchUsersBelow(this.#renamed, this.#revision);
    this.#directory.touchReferrersOfAliases(this.#revision);
    for (const kind of ["user", "group"] as const) {
      this.#directory.putPlaces(kind, this.#seen[kind].toTable());
    }
    return shrinks;
  }

  /** Throws `SourceError` with what the source complained of and what was found here. */
  throwProblems(others: readonly Problem[] = []): void {
    const all = [...others, ...this.#problems];
    if (all.length > 0) throw new SourceError(all);
  }

  #write(kind: EntryKind, record: SourceRecord | SourceGroup, sources: string): EntryId {
    const { key, fingerprint, aliases } = record;
    const name = "name" in record ? { name: record.name } : {};
    const id = this.#directory.put(
      kind,
      { key, fingerprint, aliases, attributes: record.attributes(), sources, ...name },
      this.#revision,
    );
    if (kind === "group") this.#renamed.push(id);
    return id;
  }

  #see(kind: EntryKind, id: EntryId, record: SourceRecord, file: string): void {
    const { key, line } = record;
    if (hasControlCharacter(key)) {
      this.#complain({ file, line, message: `${kind} key ${JSON.stringify(key)} has a control character` });
    }
    this.#seen[kind].add(id, { file, line });
    if (kind === "group") this.#members.addGroup(id, [key, ...record.aliases]);
  }

  #complainOfTwo(kind: EntryKind, id: EntryId, record: SourceRecord, file: string): void {
    const { file: firstFile = "", line: firstLine } = this.#seen[kind].place(id) ?? {};
    const first = `${firstFile}:${firstLine}${namedDn(this.#directory.attributes(id))}`;
    const message = `${kind} key "${record.key}"${namedDn(record.attributes())} is already in ${first}; keys must be unique`;
    this.#complain({ file, line: record.line, message });
  }

  #complain(problem: Problem): void {
    if (this.#problems.length < maxProblems) this.#problems.push(problem);
  }

  #addToDigest(group: EntryId, { member, nested }: Membership): void {
    let digest = this.#digests.get(group);
    if (digest === undefined) this.#digests.set(group, (digest = new MemberDigest()));
    // No key holds a NUL, so a nested group is never taken for a user.
    digest.add(nested === true ? `\u0000${member}` : member);
  }

  #digestOf(group: EntryId): string {
    return this.#digests.get(group)?.toString() ?? emptyDigest;
  }

  #markGone(kind: EntryKind): readonly EntryId[] {
    const gone = this.#gone(kind);
    if (gone.length > 0) {
      for (const sources of this.#directory.sourcesOf(gone)) this.tally.isGone(kind, sources);
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

function hasControlCharacter(key: string): boolean {
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}

/** Of a live directory, whose lines nobody can look up. */
function namedDn(attributes: Attributes | undefined): string {
  const dn = attributes?.["dn"];
  return typeof dn === "string" ? ` (${dn})` : "";
}

const emptyDigest = new MemberDigest().toString();
