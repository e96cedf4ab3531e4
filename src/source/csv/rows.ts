import { fingerprint } from "../../canonical.ts";
import type { Json } from "../../canonical.ts";
import { columnIndex } from "./header.ts";
import type { CsvPage } from "./table.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { Attributes, SourceGroup, SourceKey, SourceRecord } from "../record.ts";

/** The users of a page. One without a key is a problem, not a user. */
export function userRecords(page: CsvPage, keyColumn: string, problems: ProblemList): SourceRecord[] {
  const key = columnIndex(page.header, keyColumn);
  return mapRows(page, (row, line) => {
    const value = requiredCell(page, row, line, key, problems);
    if (value === undefined) return undefined;
    return {
      key: value as SourceKey,
      line,
      fingerprint: rowFingerprint(page.header.fingerprint, row),
      attributes: () => rowAttributes(page.header.names, row),
    };
  });
}

/** The groups of a page. One without a key or a name is a problem, not a group. */
export function groupRecords(
  page: CsvPage,
  columns: { readonly key: string; readonly name: string },
  problems: ProblemList,
): SourceGroup[] {
  const [key, name] = [columnIndex(page.header, columns.key), columnIndex(page.header, columns.name)];
  // Which column gives the name is part of what the record says.
  const prefix = `${page.header.fingerprint}${name}`;
  return mapRows(page, (row, line) => {
    const value = requiredCell(page, row, line, key, problems);
    const named = requiredCell(page, row, line, name, problems);
    if (value === undefined || named === undefined) return undefined;
    return {
      key: value as SourceKey,
      name: named,
      line,
      fingerprint: rowFingerprint(prefix, row),
      attributes: () => rowAttributes(page.header.names, row, named),
    };
  });
}

/** A group that exists because a user's cell names it. */
export function mentionedGroup(name: string, line: number): SourceGroup {
  return {
    key: name as SourceKey,
    name,
    line,
    fingerprint: fingerprint(name),
    attributes: () => rowAttributes([], [], name),
  };
}

/** Calls `make` for each row and keeps what it made. */
export function mapRows<T>(
  page: CsvPage,
  make: (row: readonly string[], line: number) => T | undefined,
): T[] {
  const made: T[] = [];
  for (const [index, row] of page.rows.entries()) {
    const value = make(row, page.lines[index] ?? 0);
    if (value !== undefined) made.push(value);
  }
  return made;
}

/** A trimmed cell; an empty one goes to `problems`. */
export function requiredCell(
  page: CsvPage,
  row: readonly string[],
  line: number,
  column: number,
  problems: ProblemList,
): string | undefined {
  const value = (row[column] ?? "").trim();
  if (value !== "") return value;
  problems.add({ line, message: `"${page.header.names[column]}" is empty` });
  return undefined;
}

/** NUL stands between the fields because no field can hold one. */
function rowFingerprint(prefix: string, row: readonly string[]): string {
  return fingerprint(`${prefix}\0${row.join("\0")}`);
}

function rowAttributes(names: readonly string[], row: readonly string[], groupName?: string): Attributes {
  const attributes = Object.create(null) as Record<string, Json>;
  for (const [index, name] of names.entries()) {
    const value = (row[index] ?? "").trim();
    if (value !== "") attributes[name] = value;
  }
  if (groupName !== undefined) attributes["name"] = groupName;
  return attributes;
}
