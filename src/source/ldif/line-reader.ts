import type { TextPosition } from "../file/text-position.ts";
import { FoldedLine } from "./folded-line.ts";

/** Who takes the lines; their folding is undone (RFC 2849, note 2). */
export interface LineTaker {
  /** True when the rest of the text is not to be read. */
  readonly stopped: boolean;
  /** `text` from `from` to `to` is the line that begins on `line`; `cut` when the text ends in it, without a newline. */
  line(text: string, from: number, to: number, line: number, cut: boolean): void;
  comment(text: string, line: number): void;
  blank(): void;
  /** Whether the rest of a folded line that begins so is of no use to anyone. */
  skips(begin: string): boolean;
  /** Nothing can be read after what this is about. */
  refuse(line: number, message: string): void;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const LONGEST_LINE = 16_777_216;
const LINE_TOO_LONG = "this line is longer than 16 MB; is it LDIF?";
const CONTINUES_NOTHING = "this line begins with a space, but there is none above that it continues";
/** In characters, comments and what is not kept included. */
export const LONGEST_ENTRY = 67_108_864;
export const ENTRY_TOO_LONG = "this entry is longer than 64 MB";

/** Takes text that comes in pieces cut anywhere apart into lines; between pieces it keeps one of them. */
export class LineReader {
  readonly #taker: LineTaker;
  /** Text whose lines may not be whole yet. */
  #rest = "";
  /** The folded line at hand. */
  #folded: FoldedLine | undefined;
  #line = 1;

  constructor(taker: LineTaker) {
    this.#taker = taker;
  }

  push(text: string): void {
    if (this.#taker.stopped) return;
    this.#rest += text;
    if (text.includes("\n")) this.#read(false);
    if (this.#rest.length > LONGEST_LINE) this.#taker.refuse(this.#line, LINE_TOO_LONG);
  }

  /** Says that the text has ended. */
  finish(): void {
    this.#read(true);
  }

  /** The position after all text pushed so far. */
  end(): TextPosition {
    const newlines = this.#rest.split("\n").length - 1;
    return { line: this.#line + newlines, column: this.#rest.length - this.#rest.lastIndexOf("\n") };
  }

  /** Whether a line goes on is told by the one after it, so the last is kept until then. */
  #read(last: boolean): void {
    const text = this.#rest;
    let at = 0;
    while (at < text.length && !this.#taker.stopped) {
      const newline = text.indexOf("\n", at);
      const cut = newline === -1;
      if (!last && (cut || newline + 1 === text.length)) break;
      const next = cut ? text.length : newline + 1;
      this.#readLine(text, at, contentEnd(text, at, cut ? next : newline), next);
      this.#line += 1;
      at = next;
    }
    this.#rest = text.slice(at);
  }

  #readLine(text: string, from: number, to: number, next: number): void {
    const goesOn = text.charCodeAt(next) === SPACE;
    const cut = next === text.length && text.charCodeAt(next - 1) !== LF;
    if (to === from) this.#taker.blank();
    else if (text.charCodeAt(from) === SPACE) this.#continue(text.slice(from + 1, to), goesOn, cut);
    else if (goesOn) this.#fold(text.slice(from, to));
    else if (text.charCodeAt(from) === HASH) this.#taker.comment(text.slice(from, to), this.#line);
    else this.#taker.line(text, from, to, this.#line, cut);
  }

  #fold(begin: string): void {
    this.#folded = new FoldedLine(begin, this.#line, !begin.startsWith("#") && this.#taker.skips(begin));
  }

  #continue(more: string, goesOn: boolean, cut: boolean): void {
    const folded = this.#folded;
    if (folded === undefined) return this.#taker.refuse(this.#line, CONTINUES_NOTHING);
    // Of what is dropped its length stays, modulo four: by it base64 is seen to be cut.
    folded.add(folded.skipped ? "A".repeat(more.length % 4) : more);
    if (folded.length > LONGEST_ENTRY) return this.#taker.refuse(folded.line, ENTRY_TOO_LONG);
    if (goesOn) return;
    const whole = folded.text();
    this.#folded = undefined;
    if (whole.startsWith("#")) this.#taker.comment(whole, folded.line);
    else this.#taker.line(whole, 0, whole.length, folded.line, cut);
  }
}

/** Where a line ends whose newline, or the end of the text, is at `to`. */
function contentEnd(text: string, from: number, to: number): number {
  return to > from && text.charCodeAt(to - 1) === CR ? to - 1 : to;
}
