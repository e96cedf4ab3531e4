import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import type { FileOptions } from "../file/file-options.ts";
import { eachFile, expectStill } from "../file/still-file.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { MembershipBatch, RecordBatch, SourceGroup } from "../record.ts";
import type { NamesBatch } from "../source.ts";
import { AttributeTree } from "./attribute-tree.ts";
import { mentionedGroup } from "./make-record.ts";
import { MembershipTaker } from "./membership-taker.ts";
import { PageTotals } from "./page-totals.ts";
import { readJsonFile } from "./read-file.ts";
import { BATCH, RecordTaker } from "./record-taker.ts";
import type { GatheredNames } from "./record-taker.ts";
import type { Section } from "./section.ts";
import type { SectionedFile } from "./section-files.ts";

/** Streams users and groups, and the names of their attributes. */
export async function* readRecords(
  files: readonly SectionedFile[],
  options: FileOptions,
  groupAliases: readonly string[],
): AsyncGenerator<RecordBatch | NamesBatch> {
  const gathered: GatheredNames = {
    users: new AttributeTree(),
    groups: new AttributeTree(),
    mentions: new Map(),
  };
  const totals = new PageTotals();
  const problems: Problem[] = [];
  for (const { file, stamp, sections } of files) {
    const held = sections.filter(({ kind }) => kind !== "memberships");
    if (held.length === 0) continue;
    const walk = { file, stamp, sections: held, totals, proves: true };
    const taker = (found: ProblemList) => new RecordTaker(file.display, found, gathered);
    yield* readJsonFile({ ...walk, taker }, options, problems);
  }
  if (problems.length === 0) problems.push(...totals.problems());
  if (problems.length > 0) throw new SourceError(problems);
  yield* mentionedGroups(gathered.mentions, groupAliases);
  await expectAllStill(files);
  const groups = new Set([...gathered.groups.names(), "name"]);
  yield { kind: "names", stated: false, users: gathered.users.names(), groups: [...groups].sort() };
}

/**
 * Streams the memberships that records list, and those of the memberships section. They come after all records, so their
 * files are walked through again: to keep ten million of them until then would cost more than the second reading.
 */
export async function* readMemberships(
  files: readonly SectionedFile[],
  options: FileOptions,
): AsyncGenerator<MembershipBatch> {
  const problems: Problem[] = [];
  for (const { file, stamp, sections } of files) {
    const held = speaking(sections);
    if (held.length === 0) continue;
    const proves = sections.every(({ kind }) => kind === "memberships");
    const taker = (found: ProblemList) => new MembershipTaker(file.display, found);
    yield* readJsonFile({ file, stamp, sections: held, totals: undefined, proves, taker }, options, problems);
  }
  if (problems.length > 0) throw new SourceError(problems);
  await expectAllStill(files);
}

/** The sections that say something of memberships, and those needed to tell whose an element is. */
function speaking(sections: readonly Section[]): readonly Section[] {
  const rows = sections.filter(({ kind }) => kind === "memberships");
  const records = sections.filter((section) => section.kind !== "memberships");
  const listing = records.some(({ lists }) => lists.length > 0);
  return listing ? [...records, ...rows] : rows;
}

async function expectAllStill(files: readonly SectionedFile[]): Promise<void> {
  const stamps = new Map(files.map(({ file, stamp }) => [file.path, stamp]));
  await eachFile(files, async (file) => {
    const stamp = stamps.get(file.path);
    if (stamp !== undefined) await expectStill(file, stamp);
  });
}

/** Files stand together, because they were read one after the other. */
function* mentionedGroups(
  mentions: GatheredNames["mentions"],
  aliases: readonly string[],
): Generator<RecordBatch> {
  let batch: { file: string; records: SourceGroup[] } | undefined;
  for (const [name, { file, line }] of mentions) {
    if (batch !== undefined && (batch.file !== file || batch.records.length === BATCH)) {
      yield { kind: "groups", ...batch };
      batch = undefined;
    }
    batch ??= { file, records: [] };
    batch.records.push(mentionedGroup(name, line, aliases));
  }
  if (batch !== undefined) yield { kind: "groups", ...batch };
}
