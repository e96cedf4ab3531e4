import { createHash, type Hash } from "node:crypto";
import { dirname, resolve } from "node:path";
import type { Config } from "../../config/config.ts";
import { formatProblem } from "../../errors.ts";
import type { BrokenTable, LookupTable, LookupTables } from "../../mapping/lookup-table.ts";
import { attributesMentioned, type Mentions } from "../../mapping/mentions.ts";
import { type CsvPage, readCsvTable } from "../../source/csv/table.ts";
import { ProblemList } from "../../source/file/problem-list.ts";
import { FileFault, type NamedFile, stampFile } from "../../source/file/still-file.ts";
import { readText } from "../../source/file/text-file.ts";
import { liesBelow } from "../../lies-below.ts";
import { shownPath } from "../shown-path.ts";

/** More than a table of codes has; as many records belong into the source. */
const mostRows = 1_000_000;

/** A mapping may be somebody else's: it does not choose which files of this machine are read. */
const ELSEWHERE: BrokenTable = {
  faults: ["lookup() reads tables that stand beside the config or below: copy or link it there"],
};

/**
 * Reads the tables that the mappings of a config look up in, from CSV files that stand beside it. One that cannot be
 * used is said to be wrong where an expression names it.
 */
export async function readLookupTables(config: Config): Promise<LookupTables> {
  const wheres = config.dynamicGroups.map(({ where }) => where);
  const tables = new Map<string, LookupTable | BrokenTable>();
  for (const name of attributesMentioned(config.targets, wheres).tables) {
    const folder = dirname(config.file);
    tables.set(name, liesBelow(name, folder) ? await readTable(resolve(folder, name)) : ELSEWHERE);
  }
  return tables;
}

/** Of the tables that mappings mention, so that a changed table is a changed mapping. */
export function digestsOf({ tables: names }: Mentions, tables: LookupTables): readonly string[] {
  return names.map((name) => {
    const table = tables.get(name);
    return table !== undefined && "digest" in table ? table.digest : "";
  });
}

async function readTable(path: string): Promise<LookupTable | BrokenTable> {
  const file: NamedFile = { path, display: shownPath(path), setting: "lookup()" };
  const problems = new ProblemList(file.display);
  const filling: Filling = { rows: new Map(), lines: new Map(), digest: createHash("sha256") };
  let columns: readonly string[] = [];
  try {
    const texts = readText(file, await stampFile(file), {});
    for await (const page of readCsvTable(texts, { delimiter: undefined, wanted: [] }, problems)) {
      columns = page.header.names;
      takePage(page, filling, problems);
      if (filling.rows.size > mostRows) {
        problems.add({ message: `has more than ${mostRows} rows; make it a source that enriches users` });
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return { faults: [`lookup() cannot read its table: ${error.problem.message}`] };
  }
  if (!problems.empty) return { faults: problems.all().map(formatProblem) };
  const digest = filling.digest.update(JSON.stringify(columns)).digest("base64url");
  return { columns, rows: filling.rows, digest };
}

interface Filling {
  readonly rows: Map<string, readonly string[]>;
  /** By key, the line it is on. */
  readonly lines: Map<string, number>;
  readonly digest: Hash;
}

function takePage(page: CsvPage, { rows, lines, digest }: Filling, problems: ProblemList): void {
  for (const [index, row] of page.rows.entries()) {
    const cells = row.map((cell) => cell.trim());
    const [key = ""] = cells;
    const line = page.lines[index] ?? 0;
    const first = lines.get(key);
    if (key === "") problems.add({ line, message: "the key, the first cell, is empty" });
    else if (first !== undefined)
      problems.add({ line, message: `the key "${key}" is on line ${first} already` });
    else {
      rows.set(key, cells);
      lines.set(key, line);
      digest.update(`${JSON.stringify(cells)}\n`);
    }
  }
}
