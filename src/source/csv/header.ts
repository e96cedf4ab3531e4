import { fingerprint } from "../../canonical.ts";
import { nearest } from "../../nearest.ts";
import type { ProblemList } from "../file/problem-list.ts";

/** A column that the config names, and where it does. */
export interface WantedColumn {
  readonly column: string;
  /** Such as `source.users.key`. */
  readonly setting: string;
}

export interface CsvHeader {
  /** Trimmed, in lower case, NFC; unique. */
  readonly names: readonly string[];
  /** Of the names in their order, so that renaming a column changes every record. */
  readonly fingerprint: string;
}

/** Names that address the machinery of objects in JavaScript; no directory needs them. */
const REFUSED = new Set(["__proto__", "constructor", "prototype"]);
const LISTED = 40;

/** A column name as it is compared. */
export function foldName(name: string): string {
  return name.trim().toLowerCase().normalize("NFC");
}

/** Checks the first record of a file; undefined when something was wrong with it. */
export function parseHeader(
  cells: readonly string[],
  wanted: readonly WantedColumn[],
  problems: ProblemList,
): CsvHeader | undefined {
  const names = cells.map(foldName);
  const sound = checkNames(names, problems);
  const complete = checkWanted(names, wanted, problems);
  return sound && complete ? { names, fingerprint: fingerprint(names.join("\0")) } : undefined;
}

/** The index of a column that `parseHeader` has found. */
export function columnIndex(header: CsvHeader, column: string): number {
  return header.names.indexOf(foldName(column));
}

function checkNames(names: readonly string[], problems: ProblemList): boolean {
  const first = new Map<string, number>();
  let sound = true;
  for (const [index, name] of names.entries()) {
    const complaint = nameComplaint(name, index, first.get(name));
    if (complaint !== undefined) problems.add({ line: 1, message: complaint });
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
  problems: ProblemList,
): boolean {
  const missing = wanted.filter(({ column }) => !names.includes(foldName(column)));
  for (const { column, setting } of missing) {
    const closest = nearest(foldName(column), names);
    const hint = closest === undefined ? "." : `; did you mean "${closest}"?`;
    const message = `there is no column "${column}"${hint} The columns are: ${listNames(names)}`;
    problems.add({ line: 1, path: setting, message });
  }
  return missing.length === 0;
}

function listNames(names: readonly string[]): string {
  const listed = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${listed} and ${names.length - LISTED} more` : listed;
}
