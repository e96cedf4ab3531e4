import { cut, cutFront, padded, widthOf } from "./render-source-text.ts";

const GAP = 2;
/** A column is made narrower than this only where the last one would not be seen else. */
const ENOUGH = 32;
const NARROWEST = 12;
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
  const natural = columns.map((_, at) =>
    all.reduce((most, row) => Math.max(most, widthOf(row[at] ?? "")), 0),
  );
  const widths = width === undefined ? natural : narrowed(natural, width);
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

/** Widths of columns that take no more than `width` places together; the widest give way first, the last before all. */
function narrowed(natural: readonly number[], width: number): readonly number[] {
  const widths = natural.slice(0, -1).map((one) => Math.min(one, width));
  const last = natural.at(-1) ?? 0;
  const taken = () => widths.reduce((sum, one) => sum + one + GAP, 0);
  function giveWay(room: number, narrowest: number): void {
    while (taken() > room) {
      const widest = Math.max(...widths);
      if (widest <= narrowest) return;
      widths[widths.indexOf(widest)] = widest - 1;
    }
  }
  giveWay(width - last, ENOUGH);
  giveWay(width - Math.min(last, NARROWEST_LAST), NARROWEST);
  return [...widths, Math.min(last, Math.max(ENOUGH, width - taken()))];
}
