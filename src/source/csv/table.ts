import { detectDelimiter, headerEnd } from "./delimiter.ts";
import { parseHeader } from "./header.ts";
import type { CsvHeader, WantedColumn } from "./header.ts";
import { CsvParser } from "./parser.ts";
import type { CsvRows } from "./parser.ts";
import type { ProblemList } from "../file/problem-list.ts";
import { Utf8Decoder } from "../file/utf8-decoder.ts";
import type { DecodedText } from "../file/utf8-decoder.ts";

/** The text after which a delimiter is chosen even if the header has not ended. */
const LONGEST_HEADER = 1_048_576;

/** A run of records below one header; each row has as many fields as the header has names. */
export interface CsvPage extends CsvRows {
  readonly header: CsvHeader;
}

export interface CsvTableOptions {
  /** Detected from the header when undefined. */
  readonly delimiter: string | undefined;
  /** Columns that must be there. */
  readonly wanted: readonly WantedColumn[];
}

/**
 * Parses the bytes of a CSV file. What is wrong goes to `problems`, and the rows that are not wrong come out:
 * the caller must believe none of them unless `problems` is empty at the end. The first page, which may have no
 * rows, comes with the header.
 */
export async function* readCsvTable(
  bytes: AsyncIterable<Buffer>,
  options: CsvTableOptions,
  problems: ProblemList,
): AsyncGenerator<CsvPage> {
  let header: CsvHeader | undefined;
  for await (const { rows, lines } of parseTexts(decode(bytes), options, problems)) {
    const [first] = rows;
    if (header !== undefined) yield { header, rows, lines };
    else if (first !== undefined) {
      header = parseHeader(first, options.wanted, problems);
      if (header === undefined) return;
      yield { header, rows: rows.slice(1), lines: lines.slice(1) };
    }
  }
  if (header === undefined && problems.empty) {
    problems.add({ message: "the file is empty; its first line must name the columns" });
  }
}

async function* decode(bytes: AsyncIterable<Buffer>): AsyncGenerator<DecodedText> {
  const decoder = new Utf8Decoder();
  for await (const chunk of bytes) {
    const decoded = decoder.decode(chunk);
    yield decoded;
    if (decoded.fault !== undefined) return;
  }
  yield decoder.finish();
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
      if (fault === undefined && headerEnd(head) === undefined && head.length < LONGEST_HEADER) continue;
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
    yield parser.push(head);
  }
  yield parser.finish();
}

/** The header by itself first, so that its reader can stop before anything is said of the rows below it. */
function* pushHead(parser: CsvParser, head: string): Generator<CsvRows> {
  const end = headerEnd(head);
  yield parser.push(head.slice(0, end));
  if (end !== undefined) yield parser.push(head.slice(end));
}

function startParser(head: string, options: CsvTableOptions, problems: ProblemList): CsvParser {
  const columns = options.wanted.map(({ column }) => column);
  const header = head.slice(0, headerEnd(head));
  const delimiter = options.delimiter ?? detectDelimiter(header, columns);
  return new CsvParser(delimiter, (complaint) => problems.add(complaint));
}
