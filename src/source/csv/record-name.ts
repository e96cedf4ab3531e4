import { aliasBy } from "../alias.ts";
import type { Alias } from "../alias.ts";
import { normalizeDn } from "../entry/dn.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { RecordName, SourceKey } from "../record.ts";
import { complainOfCell, EMPTY } from "./cell.ts";
import type { Cell } from "./cell.ts";
import { foldName } from "../../fold-name.ts";
import type { CsvPage } from "./table.ts";

/** How the values of a column name records. */
export interface Naming<Name extends RecordName = RecordName> {
  /** Values are DNs. */
  readonly byDn: boolean;
  /** What is wrong with a value that is no name, in the words after the name of its column. */
  readonly complaint: string;
  /** The name that a trimmed value is. */
  name(value: string): Name | undefined;
}

/** Naming by the attribute `by`; by key when that is undefined or `key`. */
export function namingBy(by = "key"): Naming {
  const attribute = foldName(by);
  return attribute === "key" ? byKey : byAlias(attribute);
}

export const byKey: Naming<SourceKey> = {
  byDn: false,
  complaint: "holds a control character, which no key has",
  name: (value) => (hasControl(value) ? undefined : (value as SourceKey)),
};

/** The same as `/\p{Cc}/u`, and faster for texts as short as keys. */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code > 0x7e && code < 0xa0)) return true;
  }
  return false;
}

/** Naming by an attribute, whose name is folded. */
export function byAlias(attribute: string): Naming<Alias> {
  if (attribute !== "dn") return { byDn: false, complaint: "", name: (value) => aliasBy(attribute, value) };
  return {
    byDn: true,
    complaint: "holds something that is no DN, such as cn=Ann,dc=example,dc=com",
    name(value) {
      const dn = normalizeDn(value);
      return dn === undefined ? undefined : aliasBy("dn", dn);
    },
  };
}

/** The name that a value in a cell is; what is no name goes to `problems`. */
export function nameIn<Name extends RecordName>(
  page: CsvPage,
  cell: Cell,
  value: string,
  naming: Naming<Name>,
  problems: ProblemList,
): Name | undefined {
  const name = naming.name(value);
  if (name === undefined) complainOfCell(page, cell, naming.complaint, problems);
  return name;
}

/** The name in a cell that may not be empty. */
export function requiredName<Name extends RecordName>(
  page: CsvPage,
  row: number,
  column: number,
  naming: Naming<Name>,
  problems: ProblemList,
): Name | undefined {
  const value = (page.rows[row]?.[column] ?? "").trim();
  const name = value === "" ? undefined : naming.name(value);
  // Called for each of ten million memberships: what is only for complaints is made only for complaints.
  if (name === undefined)
    complainOfCell(page, { row, column }, value === "" ? EMPTY : naming.complaint, problems);
  return name;
}
