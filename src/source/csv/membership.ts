import type { ProblemList } from "../file/problem-list.ts";
import type { Membership, RecordName, SourceKey } from "../record.ts";
import { columnIndex } from "./header.ts";
import type { RecordLayout } from "./layout.ts";
import { splitDnCell, splitListCell } from "./list-cell.ts";
import type { CsvMemberships, ListColumn } from "./options.ts";
import { nameIn, namingBy, requiredName } from "./record-name.ts";
import type { Naming } from "./record-name.ts";
import { mapRows } from "./rows.ts";
import type { CsvPage } from "./table.ts";

/** The memberships of a page of the memberships file, one a row. */
export function rowMemberships(page: CsvPage, options: CsvMemberships, problems: ProblemList): Membership[] {
  const [group, member] = [columnIndex(page.header, options.group), columnIndex(page.header, options.member)];
  const [groupBy, memberBy] = [namingBy(options.groupBy), namingBy(options.memberBy)];
  return mapRows(page, { includes: () => true }, (_row, row) => {
    const names = {
      group: requiredName(page, { row, column: group }, groupBy, problems),
      member: requiredName(page, { row, column: member }, memberBy, problems),
    };
    if (names.group === undefined || names.member === undefined) return undefined;
    return { group: names.group, member: names.member, line: page.lines[row] ?? 0 };
  });
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
  return mapRows(page, layout, (cells, row) => {
    const own = (cells[layout.key] ?? "").trim() as SourceKey;
    const line = page.lines[row] ?? 0;
    return splitNames(cells[column] ?? "", list.separator, naming).flatMap((value) => {
      const listed = nameIn(page, { row, column }, value, naming, problems);
      return listed === undefined ? [] : [membership(own, listed, list.holder, line)];
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
