/**
 * Where a character of a block text (`|`) stands in the file: each line of the text is a line of the file without its
 * indentation. `header` is the place of the `|`; of a folded text (`>`) only the first line is found.
 */
export function offsetInBlock(file: string, header: number, text: string, character: number): number {
  const before = text.slice(0, character).split("\n");
  let line = endOfLine(file, header) + 1;
  for (let skipped = 1; skipped < before.length; skipped += 1) line = endOfLine(file, line) + 1;
  const column = before.at(-1)?.length ?? 0;
  const begin = character - column;
  const length = endOfLine(text, begin) - begin;
  const written = file.slice(line, endOfLine(file, line)).replace(/\r$/, "");
  return line + Math.max(written.length - length, 0) + column;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}
