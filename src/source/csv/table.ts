import { detectDelimiter, headerEnd } from "./delimiter.ts";
import { parseHeader } from "./header.ts";
import type { CsvHeader, WantedColumn } from "./header.ts";
import { CsvParser } from "./parser.ts";
import type { CsvRows } from "./parser.ts";
import { sepLine } from "./sep-line.ts";
import type { DecodedText } from "../file/decoded-text.ts";
import type { ProblemList } from "../file/problem-list.ts";

/** The text after which a delimiter is chosen even if the header has not ended. */
const LONGEST_HEADER = 1_048_576;

/** A run of records below one header; each row has as many fields as the header has names. */
export interface CsvPage extends CsvRows {
  readonly header: CsvHeader;
  /** By column of the header, its place in the rows of the file; undefined when that is the same. */
  readonly order: readonly number[] | undefined;
}

export interface CsvTableOptions {
  /** Detected from the header when undefined. */
  readonly delimiter: string | undefined;
  /** Columns that must be there. */
  readonly wanted: readonly WantedColumn[];
}

/**
 * Parses the text of a CSV file. What is wrong goes to `problems`, and the rows that are not wrong come out:
 * the caller must believe none of them unless `problems` is empty at the end. The first page, which may have no
 * rows, comes with the header.
 */
export async function* readCsvTable(
  texts: AsyncIterable<DecodedText>,
  options: CsvTableOptions,
  problems: ProblemList,
): AsyncGenerator<CsvPage> {
  let header: CsvHeader | undefined;
  for await (const rows of parseTexts(texts, options, problems)) {
    if (header !== undefined) yield makePage(rows, header, 0);
    else if (rows.rows.length > 0) {
      header = parseHeader(rows, options.wanted, problems);
      if (header === undefined) return;
      yield makePage(rows, header, 1);
    }
  }
  if (header === undefined && problems.empty) {
    problems.add({ message: "the file is empty; its first line must name the columns" });
  }
}

function makePage(
  { rows, lines, starts, text, delimiter }: CsvRows,
  header: CsvHeader,
  from: number,
): CsvPage {
  return {
    header,
    order: undefined,
    rows: from === 0 ? rows : rows.slice(from),
    lines: from === 0 ? lines : lines.slice(from),
    starts: from === 0 ? starts : starts.slice(from),
    text,
    delimiter,
  };
}

async function* parseTexts(
  texts: AsyncIterable<DecodedText>,
  options: CsvTableOptions,
  problems: ProblemList,
): AsyncGenerator<CsvRows> {
  let parser: CsvParser | undefined;
  let head = "";
  for await (const { text, fault } of texts) {
    if (parser !== undefined) yield parser.push(text);
    else {
      head += text;
      if (fault === undefined && !holdsHeader(head)) continue;
      parser = startParser(head, options, problems);
      yield* pushHead(parser, head);
    }
    if (parser.stopped) return;
    if (fault !== undefined) {
      problems.add({ ...parser.end(), message: fault });
      return;
    }
  }
  if (parser === undefined) {
    parser = startParser(head, options, problems);
    yield* pushHead(parser, head);
  }
  yield parser.finish();
}

function holdsHeader(head: string): boolean {
  return head.length >= LONGEST_HEADER || headerEnd(head.slice(sepLine(head).length)) !== undefined;
}

/** The header by itself first, so that its reader can stop before anything is said of the rows below it. */
function* pushHead(parser: CsvParser, head: string): Generator<CsvRows> {
  const table = head.slice(sepLine(head).length);
  const end = headerEnd(table);
  yield parser.push(table.slice(0, end));
  if (end !== undefined) yield parser.push(table.slice(end));
}

function startParser(head: string, options: CsvTableOptions, problems: ProblemList): CsvParser {
  const sep = sepLine(head);
  const table = head.slice(sep.length);
  const columns = options.wanted.map(({ column }) => column);
  const detected = sep.delimiter ?? detectDelimiter(table.slice(0, headerEnd(table)), columns);
  const firstLine = sep.length === 0 ? 1 : 2;
  return new CsvParser(options.delimiter ?? detected, (complaint) => problems.add(complaint), firstLine);
}
