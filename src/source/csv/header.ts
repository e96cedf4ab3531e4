import { foldName } from "../../fold-name.ts";
import { nearest } from "../../nearest.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { TextPosition } from "../file/text-position.ts";
import { fieldPositions } from "./field-position.ts";
import type { CsvRows } from "./parsed-rows.ts";

/** A column that the config names, and where it does. */
export interface WantedColumn {
  readonly column: string;
  /** Such as `source.users.key`. */
  readonly setting: string;
}

export interface CsvHeader {
  /** Trimmed, in lower case, NFC; unique. */
  readonly names: readonly string[];
  /** Where each begins. */
  readonly places: readonly TextPosition[];
}

/** Names that address the machinery of objects in JavaScript; no directory needs them. */
const REFUSED = new Set(["__proto__", "constructor", "prototype"]);
const LISTED = 40;

/** Checks the record in the first of `rows`; undefined when something was wrong with it. */
export function parseHeader(
  rows: CsvRows,
  wanted: readonly WantedColumn[],
  problems: ProblemList,
): CsvHeader | undefined {
  const names = (rows.rows[0] ?? []).map(foldName);
  const header = { names, places: fieldPositions(rows, 0, names.length) };
  const sound = checkNames(header, problems);
  const complete = checkWanted(header, wanted, problems);
  return sound && complete ? header : undefined;
}

/** The index of a column that `parseHeader` has found. */
export function columnIndex(header: CsvHeader, column: string): number {
  return header.names.indexOf(foldName(column));
}

function checkNames({ names, places }: CsvHeader, problems: ProblemList): boolean {
  const first = new Map<string, number>();
  let sound = true;
  for (const [index, name] of names.entries()) {
    const complaint = nameComplaint(name, index, first.get(name));
    if (complaint !== undefined) problems.add({ ...places[index], message: complaint });
    sound &&= complaint === undefined;
    if (!first.has(name)) first.set(name, index);
  }
  return sound;
}

function nameComplaint(name: string, index: number, earlier: number | undefined): string | undefined {
  if (earlier !== undefined) {
    const shared = name === "" ? "have no name" : `are both named "${name}"`;
    return `columns ${earlier + 1} and ${index + 1} ${shared}`;
  }
  if (name === "") return `column ${index + 1} has no name`;
  return REFUSED.has(name) ? `column ${index + 1} is named "${name}", which is not allowed` : undefined;
}

function checkWanted(
  { names, places }: CsvHeader,
  wanted: readonly WantedColumn[],
  problems: ProblemList,
): boolean {
  const missing = wanted.filter(({ column }) => !names.includes(foldName(column)));
  for (const { column, setting } of missing) {
    const closest = nearest(foldName(column), names);
    const hint = closest === undefined ? "." : `; did you mean "${closest}"?`;
    const message = `there is no column "${column}"${hint} The columns are: ${listNames(names)}`;
    problems.add({ ...places[0], path: setting, message });
  }
  return missing.length === 0;
}

function listNames(names: readonly string[]): string {
  const listed = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${listed} and ${names.length - LISTED} more` : listed;
}
