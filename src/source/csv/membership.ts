import type { ProblemList } from "../file/problem-list.ts";
import type { Membership, RecordName, SourceKey } from "../record.ts";
import { columnIndex } from "./header.ts";
import type { RecordLayout } from "./layout.ts";
import { splitDnCell, splitListCell } from "./list-cell.ts";
import type { CsvMemberships, ListColumn } from "./options.ts";
import { complainOfDn, namingBy } from "./record-name.ts";
import type { Naming } from "./record-name.ts";
import { mapRows, requiredCell } from "./rows.ts";
import type { CsvPage } from "./table.ts";

/** The memberships of a page of the memberships file, one a row. */
export function rowMemberships(page: CsvPage, options: CsvMemberships, problems: ProblemList): Membership[] {
  const [group, member] = [columnIndex(page.header, options.group), columnIndex(page.header, options.member)];
  const [groupBy, memberBy] = [namingBy(options.groupBy), namingBy(options.memberBy)];
  return mapRows(page, { includes: () => true }, (_row, index) => {
    const groupName = requiredName(page, { row: index, column: group }, groupBy, problems);
    const memberName = requiredName(page, { row: index, column: member }, memberBy, problems);
    if (groupName === undefined || memberName === undefined) return undefined;
    return { group: groupName, member: memberName, line: page.lines[index] ?? 0 };
  });
}

interface Cell {
  readonly row: number;
  readonly column: number;
}

function requiredName(
  page: CsvPage,
  cell: Cell,
  naming: Naming,
  problems: ProblemList,
): RecordName | undefined {
  const value = requiredCell(page, cell.row, cell.column, problems);
  if (value === undefined) return undefined;
  const name = naming.name(value);
  if (name === undefined) complainOfDn(page, cell, value, problems);
  return name;
}

/** What the record of a row with a list column is to those listed: their group, a member of them, or nested in them. */
export type ListHolder = "group" | "member" | "nested";

/** What a page's list column says of its records. */
export function listedMemberships(
  page: CsvPage,
  layout: RecordLayout,
  list: ListColumn & { readonly holder: ListHolder },
  problems: ProblemList,
): Membership[] {
  const column = columnIndex(page.header, list.column);
  const naming = namingBy(list.by);
  return mapRows(page, layout, (row, index) => {
    const own = (row[layout.key] ?? "").trim() as SourceKey;
    const line = page.lines[index] ?? 0;
    return splitNames(row[column] ?? "", list.separator, naming).flatMap((value) => {
      const listed = naming.name(value);
      if (listed !== undefined) return [membership(own, listed, list.holder, line)];
      complainOfDn(page, { row: index, column }, value, problems);
      return [];
    });
  }).flat();
}

function membership(own: SourceKey, listed: RecordName, holder: ListHolder, line: number): Membership {
  switch (holder) {
    case "group":
      return { group: own, member: listed, line };
    case "member":
      return { group: listed, member: own, line };
    case "nested":
      return { group: listed, member: own, nested: true, line };
  }
}

/** A name that stands twice in a cell counts once. */
function splitNames(cell: string, separator: string, { byDn }: Naming): readonly string[] {
  return [...new Set(byDn ? splitDnCell(cell, separator) : splitListCell(cell, separator))];
}
