import { resolve } from "node:path";
import { SourceError, UsageError } from "../errors.ts";
import { toSourceConfigs } from "../config/source-config.ts";
import type { SourceWritten } from "../config/source-schema.ts";
import { readCsvTable } from "../source/csv/table.ts";
import { ProblemList } from "../source/file/problem-list.ts";
import { nameFiles } from "../source/file/file-set.ts";
import { FileFault, stampFile } from "../source/file/still-file.ts";
import { readText } from "../source/file/text-file.ts";
import { openSource } from "../sync/read/open-sources.ts";
import { shownPath } from "../sync/shown-path.ts";
import { guessKey, keyWords } from "./guess-key.ts";

export type FileType = "csv" | "ldif" | "json";

/** What a file with people looks like. */
export interface SeenFile {
  readonly type: FileType;
  /** As the user gave it. */
  readonly file: string;
  /** Names of attributes, in lower case. */
  readonly names: readonly string[];
  /** The attribute that most likely never changes and differs from one to the next; undefined when none does. */
  readonly key: string | undefined;
}

/** Records that are looked at. */
const most = 2000;

const ends: readonly (readonly [RegExp, FileType])[] = [
  [/\.(?:csv|tsv|txt)(?:\.gz)?$/i, "csv"],
  [/\.ldif(?:\.gz)?$/i, "ldif"],
  [/\.(?:json|ndjson|jsonl)(?:\.gz)?$/i, "json"],
];

/** Looks at the first records of a file. Throws `UsageError` for a file of no known kind, `SourceError` for one that cannot be read. */
export async function lookAtFile(file: string, folder: string): Promise<SeenFile> {
  const type = ends.find(([end]) => end.test(file))?.[1];
  if (type === undefined) throw new UsageError(`${file}: the name ends in .csv, .ldif or .json`);
  if (type === "csv") return lookAtTable(file, folder);
  return type === "ldif" ? lookAtEntries(file, folder) : lookAtDocument(file, folder);
}

async function lookAtTable(file: string, folder: string): Promise<SeenFile> {
  const [named] = await nameFiles([resolve(folder, file)], "--source", shownPath);
  if (named === undefined) throw new SourceError([{ file, message: "there is no such file" }]);
  const problems = new ProblemList(file);
  const rows: (readonly string[])[] = [];
  let names: readonly string[] = [];
  try {
    const texts = readText(named, await stampFile(named), {});
    for await (const page of readCsvTable(texts, { delimiter: undefined, wanted: [] }, problems)) {
      ({ names } = page.header);
      rows.push(...page.rows);
      if (rows.length >= most) break;
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new SourceError([{ file, message: error.message }]);
  }
  if (names.length === 0) throw new SourceError(problems.all());
  const columns = names.map((name, at) => ({ name, values: rows.map((row) => row[at] ?? "") }));
  return { type: "csv", file, names, key: guessKey(columns) };
}

async function lookAtEntries(file: string, folder: string): Promise<SeenFile> {
  return sample("ldif", file, await firstRecords({ type: "ldif", file, users: { key: "dn" } }, folder));
}

/** A list of JSON has no header, so each of the likely keys is tried. */
async function lookAtDocument(file: string, folder: string): Promise<SeenFile> {
  for (const key of keyWords) {
    try {
      return sample("json", file, await firstRecords({ type: "json", users: { file, key } }, folder));
    } catch (error) {
      if (!(error instanceof SourceError) || !error.message.includes(key)) throw error;
    }
  }
  return { type: "json", file, names: [], key: undefined };
}

/** No place of these settings is ever shown: they are ours. */
const nowhere = { file: "scimsync.yaml", line: 1, column: 1, path: "source" };

type Record = Readonly<{ [name: string]: unknown }>;

async function firstRecords(source: SourceWritten, folder: string): Promise<readonly Record[]> {
  const [config] = toSourceConfigs([source], { folder, environment: {}, place: () => nowhere });
  if (config === undefined) return [];
  const context = {
    displayName: shownPath,
    userAliases: [],
    groupAliases: [],
    binaries: [],
    accepted: new Set<never>(),
  };
  const opened = openSource(config.options, context);
  const records: Record[] = [];
  try {
    for await (const batch of opened.records()) {
      if (batch.kind !== "users") continue;
      records.push(...batch.records.map((record) => record.attributes()));
      if (records.length >= most) break;
    }
  } finally {
    await opened.close();
  }
  return records;
}

function sample(type: FileType, file: string, records: readonly Record[]): SeenFile {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const columns = names.map((name) => ({ name, values: records.map((record) => textOf(record[name])) }));
  return { type, file, names, key: guessKey(columns) };
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
