import { type Block, type Line, noteLabel, type Term } from "./page-block.ts";
import { plain, widthOf } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";

const WIDEST = 100;

/** A page for a terminal, with lines of at most 100 places, or as many as fit. */
export function pageText(blocks: readonly Block[], terminal: Terminal): string {
  const width = Math.min(WIDEST, terminal.columns ?? 80);
  return `${blocks.map((block) => blockLines(block, width, terminal).join("\n")).join("\n")}\n`;
}

function blockLines(block: Block, width: number, terminal: Terminal): readonly string[] {
  switch (block.kind) {
    case "title":
      return [terminal.paint("green", plain(block.text.replaceAll("`", "")))];
    case "heading":
      return ["", terminal.paint("green", plain(block.text))];
    case "text":
      return folded(lineText(block.line), width, "  ", "  ");
    case "list":
      return block.items.flatMap((item, at) => {
        const mark = block.ordered ? `  ${String(at + 1).padStart(2)}. ` : "  - ";
        return folded(lineText(item), width, mark, " ".repeat(mark.length));
      });
    case "terms":
      return block.items.flatMap((item) => termLines(item, width));
    case "code":
      return block.text
        .trimEnd()
        .split("\n")
        .map((line) => `    ${plain(line)}`.trimEnd());
    case "notes":
      return block.notes.flatMap(({ number, confidence, where }) =>
        folded(`${confidence} ${where}`, width, `  [${number}] `, " ".repeat(6)),
      );
  }
}

function termLines({ name, lines }: Term, width: number): readonly string[] {
  const text = lineText({ ...name, text: name.text.replaceAll("`", "") });
  return [
    ...folded(text, width, "  ", "      "),
    ...lines.flatMap((line) => folded(line, width, "    ", "    ")),
  ];
}

function lineText({ text, notes = [] }: Line): string {
  return notes.length === 0 ? text : `${text} [${notes.map(noteLabel).join(", ")}]`;
}

/** Words on lines of at most `width` places, the first behind `first`, the others behind `rest`. */
function folded(text: string, width: number, first: string, rest: string): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of plain(text).split(" ")) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = rest + word;
    } else line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
