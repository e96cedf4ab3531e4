import type { TextPosition } from "../file/text-position.ts";

/** A whole record in a text that holds no newline of its own in front of it. */
export interface RecordPlace {
  readonly text: string;
  /** Where it begins. */
  readonly start: number;
  readonly line: number;
}

/**
 * Where a field of a record begins. Parsing keeps no positions of fields, so the record is walked through once more;
 * it is known to be well-formed.
 */
export function fieldPosition(record: RecordPlace, delimiter: string, field: number): TextPosition {
  const { text } = record;
  let { start: lineStart, start: at, line } = record;
  for (let passed = 0; passed < field; passed += 1) {
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (text[at] === '"') at += 1;
        if (text[at] === "\n") [line, lineStart] = [line + 1, at + 1];
      }
    }
    at = text.indexOf(delimiter, at) + 1;
  }
  return { line, column: at - lineStart + 1 };
}
