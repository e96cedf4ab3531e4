import { aliasBy } from "../alias.ts";
import type { Alias } from "../alias.ts";
import { normalizeDn } from "../entry/dn.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { RecordName, SourceKey } from "../record.ts";
import { foldName } from "./header.ts";
import type { CsvPage } from "./table.ts";

/** The alias of whatever has this value of the attribute `by`; undefined for a DN that is none. */
export function aliasOf(by: string, value: string): Alias | undefined {
  if (by !== "dn") return aliasBy(by, value);
  const dn = normalizeDn(value);
  return dn === undefined ? undefined : aliasBy("dn", dn);
}

/** How the values of a column name records. */
export interface Naming {
  /** Values are DNs. */
  readonly byDn: boolean;
  /** The record of a trimmed value; undefined for a DN that is none. */
  name(value: string): RecordName | undefined;
}

/** Naming by the attribute `by`; by key when that is undefined or `key`. */
export function namingBy(by = "key"): Naming {
  const attribute = foldName(by);
  if (attribute === "key") return { byDn: false, name: (value) => value as SourceKey };
  return { byDn: attribute === "dn", name: (value) => aliasOf(attribute, value) };
}

/** Says that a value is no DN, at the cell that holds it. */
export function complainOfDn(
  page: CsvPage,
  cell: { readonly row: number; readonly column: number },
  value: string,
  problems: ProblemList,
): void {
  const name = page.header.names[cell.column];
  const message = `"${name}" should hold a DN, such as cn=Ann,dc=example,dc=com, but holds ${JSON.stringify(value)}`;
  problems.add({ ...page.position(cell.row, cell.column), message });
}
