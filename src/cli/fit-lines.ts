import { widthOf } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";

/** Narrower than this nothing fits anyhow. */
const narrowest = 40;
const deeper = "    ";

/**
 * Lines that are no wider than the terminal: what is too long goes on below, further in. What stands between backticks, to be
 * copied and typed, stays on one line. Where there is no terminal, lines stay as long as they are.
 */
export function fitted(text: string, { columns }: Pick<Terminal, "columns">): string {
  if (columns === undefined || columns < narrowest) return text;
  return text
    .split("\n")
    .map((line) => (widthOf(line) <= columns ? line : folded(line, columns)))
    .join("\n");
}

/** A word with the space before it. */
const words = /\s*(?:`[^`]*`|\S)+/g;

function folded(line: string, width: number): string {
  const below = (/^ */.exec(line)?.[0] ?? "") + deeper;
  const lines: string[] = [];
  let last = "";
  for (const [word] of line.matchAll(words)) {
    if (last !== "" && widthOf(last) + widthOf(word) > width) {
      lines.push(last);
      last = below + word.trimStart();
    } else last += word;
  }
  return [...lines, last].join("\n");
}
