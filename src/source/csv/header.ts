import { nearest } from "../../nearest.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { TextPosition } from "../file/text-position.ts";

/** A column that the config names, and where it does. */
export interface WantedColumn {
  readonly column: string;
  /** Such as `source.users.key`. */
  readonly setting: string;
}

export interface CsvHeader {
  /** Trimmed, in lower case, NFC; unique. */
  readonly names: readonly string[];
  /** Where a name begins. */
  position(field: number): TextPosition;
}

/** Names that address the machinery of objects in JavaScript; no directory needs them. */
const REFUSED = new Set(["__proto__", "constructor", "prototype"]);
const LISTED = 40;

/** A column name as it is compared. */
export function foldName(name: string): string {
  return name.trim().toLowerCase().normalize("NFC");
}

/** The first record of a file, and where each of its fields begins. */
export interface HeaderRecord {
  readonly cells: readonly string[];
  position(field: number): TextPosition;
}

/** Checks the first record of a file; undefined when something was wrong with it. */
export function parseHeader(
  record: HeaderRecord,
  wanted: readonly WantedColumn[],
  problems: ProblemList,
): CsvHeader | undefined {
  const names = record.cells.map(foldName);
  const sound = checkNames(names, record, problems);
  const complete = checkWanted(names, wanted, record, problems);
  return sound && complete ? { names, position: (field) => record.position(field) } : undefined;
}

/** The index of a column that `parseHeader` has found. */
export function columnIndex(header: CsvHeader, column: string): number {
  return header.names.indexOf(foldName(column));
}

function checkNames(names: readonly string[], record: HeaderRecord, problems: ProblemList): boolean {
  const first = new Map<string, number>();
  let sound = true;
  for (const [index, name] of names.entries()) {
    const complaint = nameComplaint(name, index, first.get(name));
    if (complaint !== undefined) problems.add({ ...record.position(index), message: complaint });
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
  names: readonly string[],
  wanted: readonly WantedColumn[],
  record: HeaderRecord,
  problems: ProblemList,
): boolean {
  const missing = wanted.filter(({ column }) => !names.includes(foldName(column)));
  for (const { column, setting } of missing) {
    const closest = nearest(foldName(column), names);
    const hint = closest === undefined ? "." : `; did you mean "${closest}"?`;
    const message = `there is no column "${column}"${hint} The columns are: ${listNames(names)}`;
    problems.add({ ...record.position(0), path: setting, message });
  }
  return missing.length === 0;
}

function listNames(names: readonly string[]): string {
  const listed = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${listed} and ${names.length - LISTED} more` : listed;
}
