import { cut, padded, widthOf } from "./render-source-text.ts";

const GAP = 2;
const WIDEST = 32;
const NARROWEST_LAST = 16;

/** A column of a table. */
export interface Column {
  /** Above the column, when any column has one. */
  readonly title?: string;
  readonly align?: "left" | "right";
}

/**
 * Rows as lines, with the columns below each other. The last column takes what is left of `width` places; all of what
 * it holds when undefined.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): readonly string[] {
  const titled = columns.some(({ title }) => title !== undefined);
  const all = titled ? [columns.map(({ title = "" }) => title), ...rows] : rows;
  const last = columns.length - 1;
  const widths = columns.map((_, at) =>
    Math.min(WIDEST, Math.max(0, ...all.map((row) => widthOf(row[at] ?? "")))),
  );
  const taken = widths.slice(0, last).reduce((sum, one) => sum + one + GAP, 0);
  const left = width === undefined ? Infinity : Math.max(NARROWEST_LAST, width - taken);
  return all.map((row) =>
    columns
      .map(({ align = "left" }, at) => {
        const cell = row[at] ?? "";
        if (at === last && align === "left") return cut(cell, left);
        return padded(cut(cell, widths[at] ?? WIDEST), widths[at] ?? 0, align);
      })
      .join(" ".repeat(GAP))
      .trimEnd(),
  );
}
