import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import type { CsvHeader } from "./header.ts";
import type { CsvSourceOptions } from "./options.ts";
import { csvPasses } from "./pass.ts";
import type { CsvPass, DisplayName } from "./pass.ts";
import { mentionedGroup } from "./rows.ts";
import { readCsvTable } from "./table.ts";
import type { CsvPage } from "./table.ts";
import { ProblemList } from "../file/problem-list.ts";
import type { SourceBatch } from "../record.ts";
import { eachFile, expectStill, FileFault, readStill, stampFile } from "../file/still-file.ts";
import type { FileStamp } from "../file/still-file.ts";

/** Larger pieces leave the caches and the young generation: twice as slow at 256 KB. */
const CHUNK_BYTES = 65_536;
const BATCH_RECORDS = 500;

/** Stamps taken before anything was read, by path. */
type Stamps = ReadonlyMap<string, FileStamp>;

/**
 * Streams users, groups, then memberships. After the first problem what can be read is still yielded, so that its
 * reader finds problems of its own, and at the end one `SourceError` names every problem of the files.
 */
export async function* readCsvRecords(
  options: CsvSourceOptions,
  displayName: DisplayName,
): AsyncGenerator<SourceBatch> {
  const mentions = new Map<string, number>();
  const { records, memberships, lists } = csvPasses(options, displayName, mentions);
  const files = [...records, ...memberships];
  const stamps = await eachFile(files, stampFile);
  const problems: Problem[] = [];
  for (const pass of records) yield* runPass(pass, stamps, options.delimiter, problems);
  if (problems.length === 0) yield* mentionedGroups(mentions, displayName(options.users.file));
  for (const pass of memberships) yield* runPass(pass, stamps, options.delimiter, problems);
  if (problems.length === 0) {
    for (const pass of lists) yield* runPass(pass, stamps, options.delimiter, problems);
  }
  if (problems.length > 0) throw new SourceError(problems);
  await eachFile(files, async (file) => expectStill(file, stamps.get(file.path) ?? (await stampFile(file))));
}

/** The header of the pass's file, or undefined with the reason in `problems`. */
export async function readCsvHeader(
  pass: CsvPass,
  delimiter: string | undefined,
  problems: Problem[],
): Promise<CsvHeader | undefined> {
  const { file, wanted } = pass;
  const found = new ProblemList(file.display);
  try {
    const bytes = readStill(file, await stampFile(file), CHUNK_BYTES);
    for await (const page of readCsvTable(bytes, { delimiter, wanted }, found)) {
      return page.header;
    }
  } catch (error) {
    problems.push(faultProblem(error));
  }
  problems.push(...found.all());
  return undefined;
}

async function* runPass(
  pass: CsvPass,
  stamps: Stamps,
  delimiter: string | undefined,
  problems: Problem[],
): AsyncGenerator<SourceBatch> {
  const { file, wanted } = pass;
  const found = new ProblemList(file.display);
  try {
    const stamp = stamps.get(file.path) ?? (await stampFile(file));
    for await (const page of readCsvTable(
      readStill(file, stamp, CHUNK_BYTES),
      { delimiter, wanted },
      found,
    )) {
      for (const part of cutPage(page)) {
        yield pass.batch(part, found);
      }
    }
    // A file caught in the middle of a rewrite often fails as CSV first; say what really happened.
    await expectStill(file, stamp);
  } catch (error) {
    problems.push(faultProblem(error));
  }
  problems.push(...found.all());
}

function faultProblem(error: unknown): Problem {
  if (error instanceof FileFault) return error.problem;
  throw error;
}

function* cutPage(page: CsvPage): Generator<CsvPage> {
  const { header, rows, lines } = page;
  for (let from = 0; from < rows.length; from += BATCH_RECORDS) {
    const to = from + BATCH_RECORDS;
    yield { header, rows: rows.slice(from, to), lines: lines.slice(from, to) };
  }
}

function* mentionedGroups(mentions: ReadonlyMap<string, number>, file: string): Generator<SourceBatch> {
  const groups = [...mentions].map(([name, line]) => mentionedGroup(name, line));
  for (let from = 0; from < groups.length; from += BATCH_RECORDS) {
    yield { kind: "groups", file, records: groups.slice(from, from + BATCH_RECORDS) };
  }
}
