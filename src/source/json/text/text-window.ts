/** Where something stands in a text, both 1-based; columns count UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;

/** The part of a text at hand, while it comes in pieces cut anywhere and is read from left to right. */
export class TextWindow {
  #text = "";
  #at = 0;
  #line: number;
  /** Where in `#text` the line at hand begins; negative when that text is gone. */
  #lineStart: number;

  /** `start` is where the text itself stands. */
  constructor(start: TextPlace = { line: 1, column: 1 }) {
    this.#line = start.line;
    this.#lineStart = 1 - start.column;
  }

  get text(): string {
    return this.#text;
  }

  /** The offset in `text` up to which it has been read. */
  get at(): number {
    return this.#at;
  }

  /** Appends a piece, and lets go of what has been read. */
  add(piece: string): void {
    // Joined, a text is in one piece; added, it is a pair of pieces, and each look at a character asks which.
    this.#text = [this.#text.slice(this.#at), piece].join("");
    this.#lineStart -= this.#at;
    this.#at = 0;
  }

  /** Moves on to an offset with no newline before it. */
  moveTo(at: number): void {
    this.#at = at;
  }

  /** Moves on past `newlines`, the last of which stands right before the offset `lineStart`. */
  movePast(at: number, newlines: number, lineStart: number): void {
    this.#at = at;
    if (newlines === 0) return;
    this.#line += newlines;
    this.#lineStart = lineStart;
  }

  /** Moves on to what is not white space (RFC 8259, 2); false when the text at hand ends before. */
  skipBlank(): boolean {
    const text = this.#text;
    for (; this.#at < text.length; this.#at += 1) {
      const char = text.charCodeAt(this.#at);
      if (char === LF) {
        this.#line += 1;
        this.#lineStart = this.#at + 1;
      } else if (char !== SPACE && char !== TAB && char !== CR) return true;
    }
    return false;
  }

  /** Where an offset stands that is not yet read. */
  placeOf(at: number): TextPlace {
    let line = this.#line;
    let lineStart = this.#lineStart;
    for (
      let newline = this.#text.indexOf("\n", this.#at);
      newline !== -1 && newline < at;
      newline = this.#text.indexOf("\n", newline + 1)
    ) {
      line += 1;
      lineStart = newline + 1;
    }
    return { line, column: at - lineStart + 1 };
  }

  /** Where the reading has come to. */
  place(): TextPlace {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  /** The place after all text so far. */
  end(): TextPlace {
    return this.placeOf(this.#text.length);
  }
}

/** The first offset from `at` on that is no white space, or the length of the text. */
export function blankEnd(text: string, at: number): number {
  let end = at;
  for (; end < text.length; end += 1) {
    const char = text.charCodeAt(end);
    if (char !== SPACE && char !== TAB && char !== CR && char !== LF) break;
  }
  return end;
}
