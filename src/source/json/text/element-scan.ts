import { DEEPEST, NEED_MORE } from "./tokens.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const LF = 10;

/**
 * Finds the end of an object or list by the depth of brackets outside of texts, resuming when more of it has come. It
 * does not check that all between is JSON; whoever parses the element does.
 */
export class ElementScan {
  /** From the beginning of the element; what stands before has been seen. */
  #offset = 0;
  #depth = 0;
  #members = 0;
  #newlines = 0;
  #lineOffset = 0;
  #tooDeep: number | undefined;

  /** Members of all objects in it, so that one that a parser drops because its name stands twice is missed. */
  get members(): number {
    return this.#members;
  }

  get newlines(): number {
    return this.#newlines;
  }

  /** After the last newline, from the beginning of the element. */
  get lineOffset(): number {
    return this.#lineOffset;
  }

  /** The offset from the beginning of the element at which it nests too deep; nothing after it is looked at. */
  get tooDeep(): number | undefined {
    return this.#tooDeep;
  }

  /** Makes ready for the next element. */
  reset(): void {
    this.#offset = 0;
    this.#depth = 0;
    this.#members = 0;
    this.#newlines = 0;
    this.#lineOffset = 0;
    this.#tooDeep = undefined;
  }

  /** The offset after the element that begins at `start` with a bracket; `NEED_MORE` when `length` comes first. */
  run(text: string, start: number, length = text.length): number {
    let depth = this.#depth;
    let members = 0;
    let at = start + this.#offset;
    for (; at < length; at += 1) {
      const char = text.charCodeAt(at);
      if (char === QUOTE) {
        const close = closingQuote(text, at);
        if (close === -1) break;
        at = close;
      } else if (char === COLON) members += 1;
      else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
        depth += 1;
        if (depth > DEEPEST) {
          this.#tooDeep = at - start;
          break;
        }
      } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === 0) {
          this.#members += members;
          return at + 1;
        }
      } else if (char === LF) {
        this.#newlines += 1;
        this.#lineOffset = at + 1 - start;
      }
    }
    this.#offset = at - start;
    this.#depth = depth;
    this.#members += members;
    return NEED_MORE;
  }
}

/** The quote that closes the text opened at `open`, or -1. */
function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close;
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote;
  while (text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 1;
}
