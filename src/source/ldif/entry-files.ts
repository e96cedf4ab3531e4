import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import type { DirectoryEntry } from "../entry/entry.ts";
import { EntryKinds } from "../entry/entry-kinds.ts";
import type { EntryKind, EntryOptions } from "../entry/entry-kinds.ts";
import { EntryMemberships } from "../entry/entry-memberships.ts";
import { EntryRecords } from "../entry/entry-records.ts";
import { PrimaryGroups } from "../entry/primary-groups.ts";
import type { FileOptions } from "../file/file-options.ts";
import { ProblemList } from "../file/problem-list.ts";
import { checkRowCount } from "../file/row-count.ts";
import { eachFile, expectStill, FileFault, stampFile } from "../file/still-file.ts";
import type { FileStamp, NamedFile } from "../file/still-file.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { Membership, MembershipBatch, RecordBatch, SourceGroup, SourceRecord } from "../record.ts";
import type { NamesBatch } from "../source.ts";
import { readEntries } from "./read-entries.ts";

const BATCH = 500;
/** Entries are taken together while they have fewer values than this. */
const BATCH_VALUES = 50_000;

/** A file of entries; `holds` when all of them are of one kind. */
export interface EntryFile {
  readonly file: NamedFile;
  readonly holds?: EntryKind;
}

export interface EntryFilesOptions extends FileOptions, EntryOptions {
  /** The folder below which `:<` may read; refused when undefined. */
  readonly fileUrls?: string;
}

/** A file that has to hold still from the beginning of the first pass to the end of the last. */
interface StampedFile extends EntryFile {
  readonly stamp: FileStamp;
}

/** The two passes over files of entries: what they are, and who belongs to what. */
export class EntryFiles {
  readonly #options: EntryFilesOptions;
  readonly #context: ReaderContext;
  readonly #list: () => Promise<readonly EntryFile[]>;
  readonly #kinds: EntryKinds;
  readonly #primary: PrimaryGroups;
  #files: readonly StampedFile[] | undefined;

  /** `list` is asked when records are read. Throws `UsageError` for a base or a filter that is none. */
  constructor(options: EntryFilesOptions, context: ReaderContext, list: () => Promise<readonly EntryFile[]>) {
    this.#options = options;
    this.#context = context;
    this.#list = list;
    this.#kinds = new EntryKinds(options);
    this.#primary = new PrimaryGroups(options.groups?.primary);
  }

  /** See `DirectorySource`. */
  async *records(): AsyncGenerator<RecordBatch | NamesBatch> {
    this.#files = await stamped(await this.#list());
    this.#primary.clear();
    const records = new EntryRecords(this.#options, this.#context, this.#primary);
    const problems: Problem[] = [];
    for (const file of this.#files) {
      let count = 0;
      yield* this.#walk(file, undefined, problems, (entries, found) => {
        count += entries.length;
        return this.#recordBatches(file, entries, records, found);
      });
      if (problems.length === 0) problems.push(...(await this.#rowProblems(file, count)));
    }
    if (problems.length > 0) throw new SourceError(problems);
    yield records.names();
  }

  /** See `DirectorySource`. */
  async *memberships(): AsyncGenerator<MembershipBatch> {
    const memberships = new EntryMemberships(this.#options, this.#primary);
    if (memberships.attributes.length === 0) return;
    const wanted = new Set([...memberships.attributes, ...this.#kinds.attributes]);
    this.#files ??= await stamped(await this.#list());
    const problems: Problem[] = [];
    for (const file of this.#files) {
      if (file.holds === "users" && !memberships.looksAtUsers) continue;
      const looked = memberships.looksAtUsers ? file : { ...file, holds: "groups" as const };
      yield* this.#walk(file, wanted, problems, (entries, found) =>
        this.#membershipBatches(looked, entries, memberships, found),
      );
    }
    if (problems.length > 0) throw new SourceError(problems);
  }

  async *#walk<Batch>(
    { file, stamp }: StampedFile,
    wanted: ReadonlySet<string> | undefined,
    problems: Problem[],
    make: (entries: readonly DirectoryEntry[], found: ProblemList) => Iterable<Batch>,
  ): AsyncGenerator<Batch> {
    const found = new ProblemList(file.display);
    const { fileUrls } = this.#options;
    const options = {
      binaries: this.#context.binaries,
      bases: this.#kinds.bases,
      ...(fileUrls !== undefined && { fileUrls }),
      ...(wanted !== undefined && { wanted }),
    };
    try {
      const pages = readEntries({ file, stamp }, this.#options, options, found);
      for await (const entries of inBatches(pages)) yield* make(entries, found);
      // A file caught in the middle of a rewrite often fails as LDIF first; say what really happened.
      await expectStill(file, stamp);
    } catch (error) {
      problems.push(faultProblem(error));
    }
    problems.push(...found.all());
  }

  *#recordBatches(
    { file, holds }: EntryFile,
    entries: readonly DirectoryEntry[],
    records: EntryRecords,
    found: ProblemList,
  ): Generator<RecordBatch> {
    const [users, groups]: [SourceRecord[], SourceGroup[]] = [[], []];
    for (const entry of entries) {
      const known = this.#kinds.of(entry, holds, found);
      const user = known?.kind === "users" ? records.user(known, found) : undefined;
      const group = known?.kind === "groups" ? records.group(known, found) : undefined;
      if (user !== undefined) users.push(user);
      if (group !== undefined) groups.push(group);
    }
    if (users.length > 0) yield { kind: "users", file: file.display, records: users };
    if (groups.length > 0) yield { kind: "groups", file: file.display, records: groups };
  }

  *#membershipBatches(
    { file, holds }: EntryFile,
    entries: readonly DirectoryEntry[],
    memberships: EntryMemberships,
    found: ProblemList,
  ): Generator<MembershipBatch> {
    let batch: Membership[] = [];
    for (const entry of entries) {
      const known = this.#kinds.of(entry, holds, found);
      for (const membership of known === undefined ? [] : memberships.of(known, found)) {
        if (batch.push(membership) < BATCH) continue;
        yield { kind: "memberships", file: file.display, memberships: batch };
        batch = [];
      }
    }
    if (batch.length > 0) yield { kind: "memberships", file: file.display, memberships: batch };
  }

  async #rowProblems({ file, stamp }: StampedFile, count: number): Promise<readonly Problem[]> {
    try {
      const problem = await checkRowCount(file, stamp, count, this.#options);
      return problem === undefined ? [] : [problem];
    } catch (error) {
      return [faultProblem(error)];
    }
  }
}

async function stamped(files: readonly EntryFile[]): Promise<readonly StampedFile[]> {
  const stamps = await eachFile(files, stampFile);
  return files.flatMap((file) => {
    const stamp = stamps.get(file.file.path);
    return stamp === undefined ? [] : [{ ...file, stamp }];
  });
}

/** Up to 500 entries at a time; fewer when they are large. */
async function* inBatches(
  pages: AsyncIterable<readonly DirectoryEntry[]>,
): AsyncGenerator<readonly DirectoryEntry[]> {
  let batch: DirectoryEntry[] = [];
  let values = 0;
  for await (const page of pages) {
    for (const entry of page) {
      values += entry.names.length;
      if (batch.push(entry) < BATCH && values < BATCH_VALUES) continue;
      yield batch;
      batch = [];
      values = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

function faultProblem(error: unknown): Problem {
  if (error instanceof FileFault) return error.problem;
  throw error;
}
