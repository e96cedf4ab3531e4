import type { Excerpt } from "../errors.ts";

const widest = 90;

/** The line of an expression in which `offset` (0-based) lies; of a long one what is near. */
export function excerptOf(source: string, offset: number): Excerpt {
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  const newline = source.indexOf("\n", start);
  const line = source.slice(start, newline === -1 ? undefined : newline);
  const indent = line.length - line.trimStart().length;
  const text = line.trim().replaceAll(/\s/g, " ");
  const caret = Math.min(Math.max(offset - start - indent, 0), text.length);
  if (text.length <= widest) return { text, caret };
  const from = Math.min(Math.max(caret - Math.floor(widest / 2), 0), text.length - widest);
  const cut = text.slice(from, from + widest);
  return { text: `${from === 0 ? "" : "… "}${cut}`, caret: caret - from + (from === 0 ? 0 : 2) };
}
