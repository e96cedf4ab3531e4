import { columnIndex } from "./header.ts";
import type { CsvMemberships, ListColumn } from "./options.ts";
import { mapRows, requiredCell } from "./rows.ts";
import type { CsvPage } from "./table.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { Membership, SourceKey } from "../record.ts";

/** The memberships of a page of the memberships file, one a row. */
export function rowMemberships(page: CsvPage, columns: CsvMemberships, problems: ProblemList): Membership[] {
  const [group, member] = [columnIndex(page.header, columns.group), columnIndex(page.header, columns.member)];
  return mapRows(page, (row, line) => {
    const [groupKey, memberKey] = [
      requiredCell(page, row, line, group, problems),
      requiredCell(page, row, line, member, problems),
    ];
    if (groupKey === undefined || memberKey === undefined) return undefined;
    return { group: groupKey as SourceKey, member: memberKey as SourceKey, line };
  });
}

/** What the record of a row with a list column is to those listed: their group, a member of them, or nested in them. */
export type ListHolder = "group" | "member" | "nested";

/** What a page's list column says of the record that `keyColumn` names. */
export function listedMemberships(
  page: CsvPage,
  keyColumn: string,
  list: ListColumn,
  holder: ListHolder,
): Membership[] {
  const key = columnIndex(page.header, keyColumn);
  return mapListCells(page, list, (row, line, listed) => {
    const own = (row[key] ?? "").trim() as SourceKey;
    if (holder === "group") return { group: own, member: listed as SourceKey, line };
    const membership = { group: listed as SourceKey, member: own, line };
    return holder === "nested" ? { ...membership, nested: true } : membership;
  });
}

/** Adds the names a page's list column mentions to `mentions`, with the line of the first mention. */
export function noteMentions(page: CsvPage, list: ListColumn, mentions: Map<string, number>): void {
  mapListCells(page, list, (_row, line, listed) => {
    if (!mentions.has(listed)) mentions.set(ownCopy(listed), line);
  });
}

function mapListCells<T>(
  page: CsvPage,
  list: ListColumn,
  make: (row: readonly string[], line: number, listed: string) => T,
): T[] {
  const column = columnIndex(page.header, list.column);
  return mapRows(page, (row, line) =>
    splitListCell(row[column] ?? "", list.separator).map((listed) => make(row, line, listed)),
  ).flat();
}

/** The parts of a list cell: trimmed, none empty, none twice. */
export function splitListCell(cell: string, separator: string): readonly string[] {
  const parts = cell.split(separator).map((part) => part.trim());
  return [...new Set(parts)].filter((part) => part !== "");
}

/** A slice keeps the whole text it was cut from alive; a copy does not. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
