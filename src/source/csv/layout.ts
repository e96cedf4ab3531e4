import { fingerprint } from "../../canonical.ts";
import type { Alias } from "../alias.ts";
import { compileFilter } from "../entry/filter.ts";
import { columnIndex } from "./header.ts";
import { foldName } from "../../fold-name.ts";
import type { CsvHeader } from "./header.ts";
import { splitListCell } from "./list-cell.ts";
import { byAlias } from "./record-name.ts";
import type { Naming } from "./record-name.ts";

/** What makes a record of a row; columns by their names. */
export interface RecordColumns {
  readonly key: string;
  /** The column with the name of a group. */
  readonly name?: string;
  /** RFC 4515. */
  readonly filter?: string;
  /** Columns with several values in a cell, and what stands between them. */
  readonly lists?: Readonly<Record<string, string>>;
  /** The attributes that make aliases. */
  readonly aliases: readonly string[];
}

/** The same by the numbers of columns, worked out once for a header. */
export interface RecordLayout {
  readonly names: readonly string[];
  readonly key: number;
  /** -1 for users. */
  readonly name: number;
  /** What stands between the values in a cell, by column; undefined in columns of single values. */
  readonly separators: readonly (string | undefined)[];
  readonly aliases: readonly { readonly naming: Naming<Alias>; readonly column: number }[];
  /** Of all this: the same row below another layout is another record. */
  readonly fingerprint: string;
  /** False for rows that the filter keeps out. */
  includes(row: readonly string[]): boolean;
}

/** The layout of records below a header that has all columns named. */
export function recordLayout(header: CsvHeader, columns: RecordColumns): RecordLayout {
  const { names } = header;
  const key = columnIndex(header, columns.key);
  const name = columns.name === undefined ? -1 : columnIndex(header, columns.name);
  const lists = new Map(Object.entries(columns.lists ?? {}).map(([list, by]) => [foldName(list), by]));
  const separators = names.map((column) => lists.get(column));
  // What a group is called is its attribute `name`, whatever the column is called.
  const aliases = columns.aliases
    .map((by) => ({ by, column: by === "name" && name !== -1 ? name : columnIndex(header, by) }))
    .filter(({ column }) => column !== -1);
  const parts = { names, key, name, separators: separators.map((text) => text ?? null), aliases };
  return {
    ...parts,
    separators,
    aliases: aliases.map(({ by, column }) => ({ naming: byAlias(by), column })),
    fingerprint: fingerprint(JSON.stringify(parts)),
    includes: rowTest(columns.filter, names, separators),
  };
}

/** The values in a cell. */
export function cellValues(layout: RecordLayout, row: readonly string[], column: number): readonly string[] {
  return valuesOf(row[column] ?? "", layout.separators[column]);
}

function valuesOf(cell: string, separator: string | undefined): readonly string[] {
  if (separator !== undefined) return splitListCell(cell, separator);
  const value = cell.trim();
  return value === "" ? [] : [value];
}

function rowTest(
  filter: string | undefined,
  names: readonly string[],
  separators: RecordLayout["separators"],
): RecordLayout["includes"] {
  if (filter === undefined) return () => true;
  const columns = new Map(names.map((name, column) => [name, column]));
  const satisfies = compileFilter(filter);
  return (row) =>
    satisfies((name) => {
      const column = columns.get(name) ?? -1;
      return valuesOf(row[column] ?? "", separators[column]);
    });
}
