import { cut, cutFront, padded, widthOf } from "./render-source-text.ts";

const GAP = 2;
const WIDEST = 32;
const NARROWEST_LAST = 16;

/** A column of a table. */
export interface Column {
  /** Above the column, when any column has one. */
  readonly title?: string;
  readonly align?: "left" | "right";
  /** Which end of a long cell is kept; the beginning unless told. Long paths differ at their end. */
  readonly keep?: "end";
}

/**
 * Rows as lines, with the columns below each other. The last column takes what is left of `width` places, and the others
 * are not too wide for that; when undefined, nothing is cut short.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): readonly string[] {
  const titled = columns.some(({ title }) => title !== undefined);
  const all = titled ? [columns.map(({ title = "" }) => title), ...rows] : rows;
  const last = columns.length - 1;
  const widest = width === undefined ? Infinity : WIDEST;
  const widths = columns.map((_, at) =>
    all.reduce((most, row) => Math.min(widest, Math.max(most, widthOf(row[at] ?? ""))), 0),
  );
  const taken = widths.slice(0, last).reduce((sum, one) => sum + one + GAP, 0);
  const left = width === undefined ? Infinity : Math.max(NARROWEST_LAST, width - taken);
  return all.map((row) =>
    columns
      .map(({ align = "left", keep }, at) => {
        const cell = row[at] ?? "";
        if (at === last && align === "left") return cut(cell, left);
        const own = widths[at] ?? 0;
        return padded(keep === "end" ? cutFront(cell, own) : cut(cell, own), own, align);
      })
      .join(" ".repeat(GAP))
      .trimEnd(),
  );
}
