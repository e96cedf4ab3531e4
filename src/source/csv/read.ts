import type { ReaderContext } from "../reader-context.ts";
import type { Recogniser } from "../recogniser.ts";
import type { MembershipBatch, RecordBatch } from "../record.ts";
import type { NamesBatch } from "../source.ts";
import { expectStillFiles, stampCsvFiles } from "./files.ts";
import type { StampedFiles } from "./files.ts";
import { Mentions } from "./mention.ts";
import type { CsvSourceOptions } from "./options.ts";
import { groupsPass, listPasses, membershipPass, usersPass } from "./pass.ts";
import { CsvWalk } from "./walk.ts";

/** Reads the files of a source, records first; memberships have to come from the same files. */
export class CsvReading {
  readonly #options: CsvSourceOptions;
  readonly #context: ReaderContext;
  #files: StampedFiles | undefined;
  /** What is wrong with the files of records has been said. */
  #refused = false;

  constructor(options: CsvSourceOptions, context: ReaderContext) {
    this.#options = options;
    this.#context = context;
  }

  /**
   * Users, groups, then the names of their attributes. After the first problem what can be read is still yielded, so
   * that its reader finds problems of its own, and at the end one `SourceError` names every problem of the files.
   */
  async *records(recogniser?: Recogniser): AsyncGenerator<RecordBatch | NamesBatch> {
    [this.#files, this.#refused] = [undefined, false];
    try {
      yield* this.#records(recogniser);
    } catch (error) {
      this.#refused = true;
      throw error;
    }
  }

  async *#records(recogniser: Recogniser | undefined): AsyncGenerator<RecordBatch | NamesBatch> {
    const files = await stampCsvFiles(this.#options, this.#context.displayName);
    const { groups } = this.#options;
    const walk = new CsvWalk(this.#options);
    const mentions = new Mentions();
    const users = usersPass(this.#options, this.#context, { mentions, recogniser });
    const ofUsers = yield* walk.read(users, files.users);
    const ofGroups =
      groups === undefined ? undefined : yield* walk.read(groupsPass(groups, this.#context), files.groups);
    if (walk.sound) yield* mentions.groups(this.#context.groupAliases);
    walk.throwProblems();
    await expectStillFiles(files, this.#options, this.#context.displayName);
    this.#files = files;
    const groupNames = [...new Set([...(ofGroups?.names ?? []), "name"])];
    yield { kind: "names", stated: true, users: ofUsers?.names ?? [], groups: groupNames };
  }

  /** The memberships of the files that `records()` has read. */
  async *memberships(): AsyncGenerator<MembershipBatch> {
    const files = this.#files ?? (await stampCsvFiles(this.#options, this.#context.displayName));
    const { memberships } = this.#options;
    const walk = new CsvWalk(this.#options);
    if (memberships !== undefined) yield* walk.read(membershipPass(memberships), files.memberships);
    if (walk.sound && !this.#refused) {
      for (const pass of listPasses(this.#options)) yield* walk.read(pass, files[pass.kind]);
    }
    walk.throwProblems();
    await expectStillFiles(files, this.#options, this.#context.displayName);
  }
}
