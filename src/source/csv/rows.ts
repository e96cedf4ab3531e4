import { fingerprint } from "../../canonical.ts";
import type { Json } from "../../canonical.ts";
import { aliasBy } from "../alias.ts";
import type { Alias } from "../alias.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { Attributes, SourceGroup, SourceKey, SourceRecord } from "../record.ts";
import { requiredCell } from "./cell.ts";
import { cellValues } from "./layout.ts";
import type { RecordLayout } from "./layout.ts";
import { byKey, nameIn, requiredName } from "./record-name.ts";
import type { CsvPage } from "./table.ts";

/** The users of a page. One without a key is a problem, not a user. */
export function userRecords(page: CsvPage, layout: RecordLayout, problems: ProblemList): SourceRecord[] {
  return mapRows(page, layout, (row, index) => {
    const key = requiredName(page, index, layout.key, byKey, problems);
    if (key === undefined) return undefined;
    return {
      key,
      aliases: rowAliases(page, index, layout, problems),
      line: page.lines[index] ?? 0,
      fingerprint: rowFingerprint(layout, row),
      imprint: page.imprints[index],
      attributes: () => rowAttributes(layout, row),
    };
  });
}

/** The groups of a page. One without a key or a name is a problem, not a group. */
export function groupRecords(page: CsvPage, layout: RecordLayout, problems: ProblemList): SourceGroup[] {
  return mapRows(page, layout, (row, index) => {
    const key = requiredName(page, index, layout.key, byKey, problems);
    const name = requiredCell(page, { row: index, column: layout.name }, problems);
    if (key === undefined || name === undefined) return undefined;
    return {
      key,
      name,
      aliases: rowAliases(page, index, layout, problems),
      line: page.lines[index] ?? 0,
      fingerprint: rowFingerprint(layout, row),
      attributes: () => Object.assign(rowAttributes(layout, row), { name }),
    };
  });
}

/** A group that exists because a user's cell names it. */
export function mentionedGroup(key: SourceKey, line: number, aliases: readonly string[]): SourceGroup {
  const named = aliases.includes("name");
  return {
    key,
    name: key,
    aliases: named ? [aliasBy("name", key)] : NONE,
    line,
    fingerprint: fingerprint(`${named}\0${key}`),
    attributes: () => Object.assign(noAttributes(), { name: key }),
  };
}

/** Calls `make` for each row of the layout and keeps what it made. */
export function mapRows<T>(
  page: CsvPage,
  layout: Pick<RecordLayout, "includes">,
  make: (row: readonly string[], index: number) => T | undefined,
): T[] {
  const made: T[] = [];
  for (const [index, row] of page.rows.entries()) {
    const value = layout.includes(row) ? make(row, index) : undefined;
    if (value !== undefined) made.push(value);
  }
  return made;
}

function rowAliases(
  page: CsvPage,
  index: number,
  layout: RecordLayout,
  problems: ProblemList,
): readonly Alias[] {
  if (layout.aliases.length === 0) return NONE;
  return layout.aliases.flatMap(({ naming, column }) =>
    cellValues(layout, page.rows[index] ?? [], column).flatMap(
      (value) => nameIn(page, { row: index, column }, value, naming, problems) ?? [],
    ),
  );
}

const NONE: readonly Alias[] = [];

/** NUL stands between the fields because no field can hold one. */
function rowFingerprint(layout: RecordLayout, row: readonly string[]): string {
  return fingerprint(`${layout.fingerprint}\0${row.join("\0")}`);
}

function rowAttributes(layout: RecordLayout, row: readonly string[]): Attributes {
  const attributes = noAttributes();
  for (const [column, name] of layout.names.entries()) {
    const values = cellValues(layout, row, column);
    const [first] = values;
    if (first !== undefined) attributes[name] = layout.separators[column] === undefined ? first : values;
  }
  return attributes;
}

function noAttributes(): Record<string, Json> {
  return Object.create(null) as Record<string, Json>;
}
