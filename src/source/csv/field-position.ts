import type { TextPosition } from "../file/text-position.ts";
import type { CsvRows } from "./parsed-rows.ts";

/** Where a field of a row begins, both counted from 0. */
export function fieldPosition(rows: CsvRows, row: number, field: number): TextPosition | undefined {
  return fieldPositions(rows, row, field + 1).at(-1);
}

/**
 * Where the first `count` fields of a row begin. Parsing keeps no positions of fields, so the record is walked through
 * once more. Of a record too long to be kept only the line is known.
 */
export function fieldPositions(rows: CsvRows, row: number, count: number): readonly TextPosition[] {
  const { text, delimiter } = rows;
  let [line = 0, lineStart = -1] = [rows.lines[row], rows.starts[row]];
  if (lineStart < 0) return Array.from({ length: count }, () => ({ line, column: 1 }));
  const positions: TextPosition[] = [];
  let at = lineStart;
  while (positions.length < count) {
    positions.push({ line, column: at - lineStart + 1 });
    if (text[at] === '"') {
      const end = closingQuote(text, at);
      for (; at < end; at += 1) if (text[at] === "\n") [line, lineStart] = [line + 1, at + 1];
    }
    at = text.indexOf(delimiter, at) + 1;
  }
  return positions;
}

/** Of a field that is known to be well-formed. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
