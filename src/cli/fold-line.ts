import { widthOf } from "./render-source-text.ts";

/** A word with the space before it; a command between backticks is one, so that it can be pasted. */
const words = /( *)((?:`[^`\n]*`|[^ ])+)/g;

/**
 * A line on as many lines as it needs, the others `hang` places further in than the first. It stays as it is where it
 * fits, and where there is no width: what is no terminal does not wrap.
 */
export function foldLine(line: string, width: number | undefined, hang = 2): string {
  if (width === undefined || widthOf(line) <= width) return line;
  const indent = /^ */.exec(line)?.[0] ?? "";
  const further = indent + " ".repeat(hang);
  const lines: string[] = [];
  let current = "";
  for (const [, gap = "", word = ""] of line.matchAll(words)) {
    const isFirst = current === "";
    if (!isFirst && widthOf(current) + gap.length + widthOf(word) > width) {
      lines.push(current);
      current = further + word;
    } else current += gap + word;
  }
  return [...lines, current].join("\n");
}
