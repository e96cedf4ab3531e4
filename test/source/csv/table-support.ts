import { formatProblem } from "../../../src/errors.ts";
import { readCsvTable } from "../../../src/source/csv/table.ts";
import type { CsvTableOptions } from "../../../src/source/csv/table.ts";
import { decodeBytes } from "../../../src/source/file/decode.ts";
import { ProblemList } from "../../../src/source/file/problem-list.ts";

export interface ParsedTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  /** Formatted, in order. */
  readonly problems: readonly string[];
}

async function* each(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** Parses bytes as `people.csv`. */
export async function parseTable(
  chunks: Buffer | readonly Buffer[],
  options: Partial<CsvTableOptions> = {},
): Promise<ParsedTable> {
  const problems = new ProblemList("people.csv");
  const full = { delimiter: undefined, wanted: [], ...options };
  const [rows, lines]: [(readonly string[])[], number[]] = [[], []];
  let names: readonly string[] = [];
  const texts = decodeBytes(each(Buffer.isBuffer(chunks) ? [chunks] : chunks), undefined);
  for await (const page of readCsvTable(texts, full, problems)) {
    names = page.header.names;
    rows.push(...page.rows);
    lines.push(...page.lines);
  }
  return { names, rows, lines, problems: problems.all().map(formatProblem) };
}

/** `bytes` in two pieces, for every place it can be cut at, and in single bytes. */
export function everyCut(bytes: Buffer): Buffer[][] {
  const cuts = Array.from(bytes, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  return [...cuts, Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))];
}
