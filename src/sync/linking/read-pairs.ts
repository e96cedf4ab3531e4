import { formatProblem, UsageError } from "../../errors.ts";
import { columnIndex } from "../../source/csv/header.ts";
import { type CsvPage, readCsvTable } from "../../source/csv/table.ts";
import { ProblemList } from "../../source/file/problem-list.ts";
import { FileFault, type NamedFile, stampFile } from "../../source/file/still-file.ts";
import { readText } from "../../source/file/text-file.ts";
import { shownPath } from "../shown-path.ts";

/** Which columns of a file belong together; each value of both stands for one thing only. */
export interface PairColumns {
  readonly from: string;
  readonly to: string;
  /** What names the file in messages, such as `links import`. */
  readonly setting: string;
}

/** Reads pairs from two columns of a CSV file; all of it or nothing. Throws `UsageError` with every line that is wrong. */
export async function readPairs(path: string, columns: PairColumns): Promise<ReadonlyMap<string, string>> {
  const file: NamedFile = { path, display: shownPath(path), setting: columns.setting };
  const problems = new ProblemList(file.display);
  const wanted = [columns.from, columns.to].map((column) => ({ column, setting: columns.setting }));
  const reading: Reading = { pairs: new Map(), lines: [new Map(), new Map()] };
  try {
    const texts = readText(file, await stampFile(file), {});
    for await (const page of readCsvTable(texts, { delimiter: undefined, wanted }, problems))
      takePage(page, columns, reading, problems);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new UsageError(formatProblem(error.problem), { cause: error });
  }
  if (!problems.empty) throw new UsageError(problems.all().map(formatProblem).join("\n"));
  return reading.pairs;
}

interface Reading {
  readonly pairs: Map<string, string>;
  /** Where each value stands, by column. */
  readonly lines: readonly [Map<string, number>, Map<string, number>];
}

function takePage(
  page: CsvPage,
  columns: PairColumns,
  { pairs, lines }: Reading,
  problems: ProblemList,
): void {
  const places = [columnIndex(page.header, columns.from), columnIndex(page.header, columns.to)] as const;
  for (const [index, row] of page.rows.entries()) {
    const line = page.lines[index] ?? 0;
    const [from, to] = places.map((place) => (row[place] ?? "").trim());
    const empty = from === "" ? columns.from : columns.to;
    if (from === undefined || to === undefined || from === "" || to === "") {
      problems.add({ line, message: `${empty} is empty` });
      continue;
    }
    for (const [at, value] of [from, to].entries()) {
      const seen = lines[at === 0 ? 0 : 1];
      const first = seen.get(value);
      const column = at === 0 ? columns.from : columns.to;
      if (first !== undefined)
        problems.add({ line, message: `${column} "${value}" is on line ${first} already` });
      seen.set(value, line);
    }
    pairs.set(from, to);
  }
}
