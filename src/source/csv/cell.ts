import type { ProblemList } from "../file/problem-list.ts";
import { fieldPosition } from "./field-position.ts";
import type { CsvPage } from "./table.ts";

/** A cell of a page, counted from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** The trimmed text of a cell; an empty one goes to `problems`. */
export function requiredCell(page: CsvPage, cell: Cell, problems: ProblemList): string | undefined {
  const text = (page.rows[cell.row]?.[cell.column] ?? "").trim();
  if (text !== "") return text;
  complainOfCell(page, cell, EMPTY, problems);
  return undefined;
}

export const EMPTY = "is empty";

/** Says what is wrong with a cell, such as `is empty`, where it stands. */
export function complainOfCell(page: CsvPage, cell: Cell, what: string, problems: ProblemList): void {
  const message = `"${page.header.names[cell.column]}" ${what}`;
  const field = page.order?.[cell.column] ?? cell.column;
  problems.add({ ...fieldPosition(page, cell.row, field), message });
}
