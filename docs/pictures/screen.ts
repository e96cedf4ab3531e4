import { widthOf } from "../../src/cli/render-source-text.ts";

/** Text of one look on a line of a screen. */
export interface Span {
  readonly text: string;
  /** Where it begins, and how many places it takes. */
  readonly at: number;
  readonly width: number;
  /** `green`, `dim`, …; undefined for the colour of all text. */
  readonly look: string | undefined;
}

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly look: string | undefined;
}

const looks: Readonly<Record<string, string | undefined>> = {
  "1": "bold",
  "2": "dim",
  "31": "red",
  "32": "green",
  "33": "yellow",
  "34": "blue",
  "35": "magenta",
  "36": "cyan",
  "90": "dim",
};

/** What a program writes: a control sequence, a control character, or a character with what belongs to it. */
const pieces = /\u001b\[([\d;?]*)([A-Za-z])|[\u0000-\u001f]|\P{Mn}\p{Mn}*/gu;

/** What a terminal of so many columns shows after a program wrote this; as much of it as our program makes use of. */
export function screenAfter(output: string, columns: number): readonly (readonly Span[])[] {
  const lines: Map<number, Cell>[] = [new Map()];
  let row = 0;
  let column = 0;
  let look: string | undefined;
  function lineAt(at: number): Map<number, Cell> {
    while (lines.length <= at) lines.push(new Map());
    return lines[at]!;
  }
  function control(amount: string, command: string): void {
    const n = Number(amount === "" ? "1" : amount);
    if (command === "m") look = looks[amount];
    else if (command === "G") column = n - 1;
    else if (command === "A") row = Math.max(0, row - n);
    else if (command === "K" && amount === "2") lineAt(row).clear();
    else if (command === "K" || command === "J") clearFrom(lineAt(row), column);
  }
  function put(text: string): void {
    const width = widthOf(text);
    if (column + width > columns) [row, column] = [row + 1, 0];
    lineAt(row).set(column, { text, width, look });
    column += width;
  }
  for (const [piece, amount, command] of output.matchAll(pieces)) {
    if (command !== undefined) control(amount ?? "", command);
    else if (piece === "\r") column = 0;
    else if (piece === "\n") lineAt((row += 1));
    else if (piece >= " ") put(piece);
  }
  return lines.map(spansOf);
}

function clearFrom(line: Map<number, Cell>, column: number): void {
  for (const at of line.keys()) if (at >= column) line.delete(at);
}

/** Cells side by side of the same look and width are one span. */
function spansOf(line: ReadonlyMap<number, Cell>): readonly Span[] {
  const spans: Span[] = [];
  let wide = false;
  for (const [at, { text, width, look }] of [...line].toSorted(([a], [b]) => a - b)) {
    const last = spans.at(-1);
    const isNext = last !== undefined && last.at + last.width === at && last.look === look;
    if (isNext && wide === width > 1)
      spans[spans.length - 1] = { ...last, text: last.text + text, width: last.width + width };
    else spans.push({ text, at, width, look });
    wide = width > 1;
  }
  return spans;
}

/** The lines of a screen as text, without colours. */
export function textOf(lines: readonly (readonly Span[])[]): string {
  return lines
    .map((spans) =>
      spans.reduce(
        (line, { text, at, width }) =>
          line.padEnd(line.length + at - placesOf(line)) + text + "".padEnd(width - widthOf(text)),
        "",
      ),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}

function placesOf(line: string): number {
  return widthOf(line);
}
