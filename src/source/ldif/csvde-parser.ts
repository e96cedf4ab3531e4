import { CsvParser } from "../csv/parser.ts";
import type { CsvRows } from "../csv/parsed-rows.ts";
import type { DirectoryEntry } from "../entry/entry.ts";
import { normalizeDn } from "../entry/dn.ts";
import { AttributeTable } from "./attribute-table.ts";
import type { LdifAttribute } from "./attribute-table.ts";
import type { BuilderOptions, Complaint } from "./entry-builder.ts";
import type { EntryParser } from "./ldif-parser.ts";
import { keptBytes, keptText } from "./value-form.ts";

/** Whether a text that begins so is a table as csvde writes it: the column of the DNs comes first. */
export function isCsvde(head: string): boolean {
  return /^"?dn"?,/i.test(head);
}

/**
 * A parser of the tables that csvde exports: RFC 4180, the values of an attribute in one cell with semicolons between
 * them, bytes as X'0102'.
 */
export function createCsvdeParser(
  options: BuilderOptions,
  complain: (complaint: Complaint) => void,
): EntryParser {
  const parser = new CsvParser(",", complain);
  const table = new AttributeTable(options);
  let columns: readonly LdifAttribute[] | undefined;
  let broken = false;
  function entriesOf(page: CsvRows): readonly DirectoryEntry[] {
    const { rows, lines } = page;
    const fresh = columns === undefined ? 1 : 0;
    if (columns === undefined && rows[0] !== undefined) {
      columns = rows[0].map((name) => table.of(name.trim()));
      broken = complainOfColumns(columns, complain);
    }
    if (broken || columns === undefined) return [];
    const known = columns;
    return rows.slice(fresh).map((row, index) => rowEntry(row, lines[index + fresh] ?? 0, known));
  }
  return {
    get stopped() {
      return parser.stopped || broken;
    },
    push: (text) => entriesOf(parser.push(text)),
    finish: () => entriesOf(parser.finish()),
    end: () => parser.end(),
  };
}

function complainOfColumns(
  columns: readonly LdifAttribute[],
  complain: (complaint: Complaint) => void,
): boolean {
  const seen = new Set<string>();
  let broken = false;
  for (const { name, refusal } of columns) {
    const message = refusal ?? (seen.has(name) ? `two columns are named "${name}"` : undefined);
    seen.add(name);
    if (message !== undefined) complain({ line: 1, message });
    broken ||= message !== undefined;
  }
  return broken;
}

function rowEntry(row: readonly string[], line: number, columns: readonly LdifAttribute[]): DirectoryEntry {
  const [names, values, lines]: [string[], string[], number[]] = [[], [], []];
  const [dn = ""] = row;
  for (const [index, { name, form }] of columns.entries()) {
    const cell = row[index] ?? "";
    if (index === 0 || cell === "" || form === "unwanted") continue;
    for (const value of splitCell(cell)) {
      names.push(name);
      values.push(cellValue(form, value));
      lines.push(line);
    }
  }
  return { dn: dn.trim(), line, names, values, lines };
}

/** The values of a cell; a semicolon behind a backslash is part of one. */
function splitCell(cell: string): readonly string[] {
  if (!cell.includes(";")) return [cell];
  const values = [""];
  for (const part of cell.split(/(\\.|;)/s)) {
    if (part === ";") values.push("");
    else values.push((values.pop() ?? "") + part);
  }
  return values;
}

function cellValue(form: LdifAttribute["form"], value: string): string {
  const [, hex] = /^X'((?:[0-9a-fA-F]{2})*)'$/.exec(value) ?? [];
  if (hex !== undefined) return keptBytes(form, Buffer.from(hex, "hex"));
  // In a DN the backslash is the DN's own.
  const plain =
    value.includes("\\;") && normalizeDn(value) === undefined ? value.replaceAll("\\;", ";") : value;
  return keptText(form, plain);
}
