import type { ProblemList } from "../file/problem-list.ts";
import type { Membership, RecordName, SourceKey } from "../record.ts";
import { columnIndex } from "./header.ts";
import type { RecordLayout } from "./layout.ts";
import { splitDnCell, splitListCell } from "./list-cell.ts";
import type { CsvMemberships, ListColumn } from "./options.ts";
import { nameIn, namingBy, requiredName } from "./record-name.ts";
import { mapRows } from "./rows.ts";
import type { CsvPage } from "./table.ts";

/** The memberships of a page of the memberships file, one a row. */
export function rowMemberships(page: CsvPage, options: CsvMemberships, problems: ProblemList): Membership[] {
  const [group, member] = [columnIndex(page.header, options.group), columnIndex(page.header, options.member)];
  const [groupBy, memberBy] = [namingBy(options.groupBy), namingBy(options.memberBy)];
  const memberships: Membership[] = [];
  for (const [row, line] of page.lines.entries()) {
    const groupName = requiredName(page, row, group, groupBy, problems);
    const memberName = requiredName(page, row, member, memberBy, problems);
    if (groupName === undefined || memberName === undefined) continue;
    memberships.push({ group: groupName, member: memberName, line });
  }
  return memberships;
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
  const splitCell = naming.byDn ? splitDnCell : splitListCell;
  return mapRows(page, layout, (cells, row) => {
    const own = (cells[layout.key] ?? "").trim() as SourceKey;
    const line = page.lines[row] ?? 0;
    const names = splitCell(cells[column] ?? "", list.separator).flatMap(
      (value) => nameIn(page, { row, column }, value, naming, problems) ?? [],
    );
    // Who is named twice in a cell is a member once.
    return [...new Set(names)].map((listed) => membership(own, listed, list.holder, line));
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
