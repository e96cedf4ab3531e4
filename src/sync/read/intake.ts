import { Imprints } from "../../directory/imprints.ts";
import { MemberDigest } from "../../directory/member-digest.ts";
import { SeenEntries } from "../../directory/seen-entries.ts";
import { SourceTally } from "../../directory/source-tally.ts";
import { type Problem, SourceError } from "../../errors.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { KnownRecords, Recogniser } from "../../source/recogniser.ts";
import type {
  Attributes,
  Membership,
  RecordBatch,
  SourceGroup,
  SourceKey,
  SourceRecord,
} from "../../source/record.ts";
import type { DirectoryStore, EntryKind, KnownEntry, MemberShrink } from "../../store/directory-store.ts";
import { MemberIntake } from "./member-intake.ts";

const maxProblems = 20;
const NOBODY: ReadonlyMap<SourceKey, KnownEntry> = new Map();

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
  readonly #imprints: Imprints;
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
    this.#imprints = new Imprints(directory.imprints());
    this.#members = new MemberIntake(directory, revision, (problem) => this.#complain(problem));
  }

  /** Memberships of groups that the source does not have. */
  get membershipsOfNobody(): number {
    return this.#membershipsOfNobody;
  }

  /** Knows users of a source whose records are those of the last accepted read. */
  recogniser(source: string): Recogniser {
    return this.#imprints.recogniser(source);
  }

  /** Takes records of the sources named, joined by commas. */
  takeRecords(batch: RecordBatch, sources: string): void {
    const kind = batch.kind === "users" ? "user" : "group";
    const keys = batch.records.map(({ key }) => key);
    const found = keys.length === 0 ? NOBODY : this.#directory.find(kind, keys);
    const written = new Map<SourceKey, EntryId>();
    const known = batch.kind === "users" ? batch.known : undefined;
    let at = 0;
    for (const record of batch.records) {
      if (known !== undefined) at = this.#takeKnown(known, { at, line: record.line }, batch.file, sources);
      const old = found.get(record.key);
      const met = written.get(record.key) ?? old?.id;
      if (met !== undefined && this.#seen[kind].has(met)) {
        this.#complainOfTwo(kind, met, record, batch.file);
        continue;
      }
      const id = this.#takeRecord(kind, record, old, sources);
      if (id !== old?.id) written.set(record.key, id);
      this.#see(kind, id, record, batch.file);
    }
    if (known !== undefined) this.#takeKnown(known, { at, line: Infinity }, batch.file, sources);
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
    if (this.#imprints.changed) this.#directory.putImprints(this.#imprints.words);
    return shrinks;
  }

  /** Throws `SourceError` with what the source complained of and what was found here. */
  throwProblems(others: readonly Problem[] = []): void {
    const all = [...others, ...this.#problems];
    if (all.length > 0) throw new SourceError(all);
  }

  /** Writes the record unless it is the one that was there in the last good read. */
  #takeRecord(
    kind: EntryKind,
    record: SourceRecord | SourceGroup,
    old: KnownEntry | undefined,
    sources: string,
  ): EntryId {
    const there = old?.present === true;
    if (there) this.tally.wasIn(kind, old.sources);
    this.tally.isIn(kind, sources, there ? old.sources : "");
    const same = there && old.fingerprint === record.fingerprint && old.sources === sources;
    return same ? old.id : this.#write(kind, record, { sources, id: old?.id });
  }

  /** Takes those users from the `at`th on who stand before the line; gives how many are taken. */
  #takeKnown(
    { entries, lines }: KnownRecords,
    { at, line: before }: { readonly at: number; readonly line: number },
    file: string,
    sources: string,
  ): number {
    const seen = this.#seen.user;
    let next = at;
    let doubled = 0;
    for (; next < entries.length; next += 1) {
      const [id = 0, line = 0] = [entries[next], lines[next]];
      if (line >= before) break;
      if (seen.has(id)) {
        doubled += 1;
        this.#complainOfKnown(id, line, file);
      } else seen.add(id, { file, line });
    }
    // Those of other sources are nobody's known records.
    this.tally.wasIn("user", sources, next - at - doubled);
    return next;
  }

  #write(
    kind: EntryKind,
    record: SourceRecord | SourceGroup,
    { sources, id: known }: Pick<KnownEntry, "sources"> & { readonly id: EntryId | undefined },
  ): EntryId {
    const { key, fingerprint, aliases } = record;
    const name = "name" in record ? { name: record.name } : {};
    const id = this.#directory.put(
      kind,
      { key, fingerprint, aliases, attributes: record.attributes(), sources, ...name },
      this.#revision,
      known,
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
    if (kind === "user") this.#imprints.put(id, record.imprint);
    if (kind === "group") this.#members.addGroup(id, [key, ...record.aliases]);
  }

  #complainOfKnown(id: EntryId, line: number, file: string): void {
    const [key = "" as SourceKey] = this.#directory.keys([id]);
    const attributes = () => this.#directory.attributes(id) ?? {};
    this.#complainOfTwo("user", id, { key, line, attributes }, file);
  }

  #complainOfTwo(
    kind: EntryKind,
    id: EntryId,
    record: Pick<SourceRecord, "key" | "line" | "attributes">,
    file: string,
  ): void {
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
    if (kind === "user") for (const id of gone) this.#imprints.put(id, undefined);
    else this.#renamed.push(...gone);
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
