import { printable } from "./printable.ts";

/** What would not be seen, or would not stay on its line. Joiners stay: scripts and emoji need them. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00a0]|(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Cf}/gu;

/**
 * A text from a directory on one line, with what cannot be seen made visible: a line break as `\n`, a no-break space or
 * a zero-width one as `\u00a0`.
 */
export function plain(text: string): string {
  return printable(text.replaceAll(unseen, escapeOf));
}

function escapeOf(found: string): string {
  if (found === "\n") return String.raw`\n`;
  if (found === "\t") return String.raw`\t`;
  const code = found.codePointAt(0) ?? 0;
  return code > 0xffff
    ? String.raw`\u{${code.toString(16)}}`
    : String.raw`\u${code.toString(16).padStart(4, "0")}`;
}

const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** Scripts of East Asia and emoji take two places of a terminal. */
const doubleWidth =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const colours = /\p{Cc}\[\d{1,2}m/gu;
const ascii = /^\p{ASCII}*$/u;

/** Places a text takes on a line of a terminal; colours take none. */
export function widthOf(text: string): number {
  const bare = text.replaceAll(colours, "");
  if (ascii.test(bare)) return bare.length;
  let width = 0;
  for (const character of bare) width += placesOf(character);
  return width;
}

function placesOf(character: string): number {
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}

/** The text, or its beginning and `…` when it takes more than `width` places. */
export function cut(text: string, width: number): string {
  if (text.length * 2 <= width || widthOf(text) <= width) return text;
  let left = width - 1;
  let kept = "";
  for (const character of text) {
    left -= placesOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The text, or `…` and its end. */
export function cutFront(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = Array.from(text);
  let left = width - 1;
  let from = characters.length;
  while (from > 0) {
    left -= placesOf(characters[from - 1] ?? "");
    if (left < 0) break;
    from -= 1;
  }
  return `…${characters.slice(from).join("")}`;
}

export function padded(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + space : space + text;
}

/** Items on as many lines as they need, with commas between. */
export function wrapped(items: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const [at, item] of items.entries()) {
    const next = at === items.length - 1 ? item : `${item},`;
    if (line !== "" && widthOf(line) + 1 + widthOf(next) > width) {
      lines.push(line);
      line = next;
    } else line = line === "" ? next : `${line} ${next}`;
  }
  return line === "" ? lines : [...lines, line];
}
