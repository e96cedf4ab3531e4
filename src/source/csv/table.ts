import { detectDelimiter, headerEnd } from "./delimiter.ts";
import { parseHeader } from "./header.ts";
import type { CsvHeader, WantedColumn } from "./header.ts";
import { CsvParser } from "./parser.ts";
import type { CsvRows } from "./parsed-rows.ts";
import { sepLine } from "./sep-line.ts";
import type { DecodedText } from "../file/decoded-text.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { RecordRecogniser } from "../recogniser.ts";

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
  /** What recognises records below this header; undefined, and no function, where nothing does. */
  readonly recogniser?: (header: CsvHeader, delimiter: string) => RecordRecogniser | undefined;
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
  for await (const { rows, parser } of parseTexts(texts, options, problems)) {
    if (header !== undefined) yield makePage(rows, header, 0);
    else if (rows.rows.length > 0) {
      header = parseHeader(rows, options.wanted, problems);
      if (header === undefined) return;
      const recogniser = options.recogniser?.(header, rows.delimiter);
      if (recogniser !== undefined) parser.recognise(recogniser);
      yield makePage(rows, header, 1);
    }
  }
  if (header === undefined && problems.empty) {
    problems.add({ message: "the file is empty; its first line must name the columns" });
  }
}

function makePage(parsed: CsvRows, header: CsvHeader, from: number): CsvPage {
  const page = { ...parsed, header, order: undefined };
  if (from === 0) return page;
  const { rows, lines, starts, imprints } = parsed;
  return {
    ...page,
    rows: rows.slice(from),
    lines: lines.slice(from),
    starts: starts.slice(from),
    imprints: imprints.slice(from),
  };
}

interface Parsed {
  readonly rows: CsvRows;
  readonly parser: CsvParser;
}

async function* parseTexts(
  texts: AsyncIterable<DecodedText>,
  options: CsvTableOptions,
  problems: ProblemList,
): AsyncGenerator<Parsed> {
  let parser: CsvParser | undefined;
  let head = "";
  for await (const { text, fault } of texts) {
    if (parser !== undefined) yield { rows: parser.push(text), parser };
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
  yield { rows: parser.finish(), parser };
}

function holdsHeader(head: string): boolean {
  return head.length >= LONGEST_HEADER || headerEnd(head.slice(sepLine(head).length)) !== undefined;
}

/** The header by itself first, so that its reader can stop before anything is said of the rows below it. */
function* pushHead(parser: CsvParser, head: string): Generator<Parsed> {
  const table = head.slice(sepLine(head).length);
  const end = headerEnd(table);
  yield { rows: parser.push(table.slice(0, end)), parser };
  if (end !== undefined) yield { rows: parser.push(table.slice(end)), parser };
}

function startParser(head: string, options: CsvTableOptions, problems: ProblemList): CsvParser {
  const sep = sepLine(head);
  const table = head.slice(sep.length);
  const columns = options.wanted.map(({ column }) => column);
  const detected = sep.delimiter ?? detectDelimiter(table.slice(0, headerEnd(table)), columns);
  const firstLine = sep.length === 0 ? 1 : 2;
  return new CsvParser(options.delimiter ?? detected, (complaint) => problems.add(complaint), firstLine);
}
