import type { TextPlace, TextWindow } from "./text-window.ts";

/** What is given for the end of something that the text at hand does not hold all of. */
export const NEED_MORE = -1;

/** Characters of one element, and of one text outside of elements. */
export const LONGEST = 16_777_216;
export const LONGEST_SHOWN = "16,777,216 characters";
/** How deep lists and objects may nest; the code that walks through them calls itself. */
export const DEEPEST = 100;

/** The text is not JSON (RFC 8259). */
export class JsonFault extends Error {
  override readonly name = "JsonFault";
  /** Offset in the text. */
  readonly at: number;
  /** True when the text is right as far as it goes. */
  readonly ended: boolean;
  constructor(at: number, message: string, ended = false) {
    super(message);
    this.at = at;
    this.ended = ended;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const PUNCTUATION = "{}[],:";
const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
const SHOWN = 20;

/**
 * The offset after the token that begins at `at`, which is no white space. `NEED_MORE` when the text does not hold all of
 * it, unless it is the `last`. Throws `JsonFault`.
 */
export function tokenEnd(text: string, at: number, last: boolean): number {
  if (PUNCTUATION.includes(text.charAt(at))) return at + 1;
  const end = text.charCodeAt(at) === QUOTE ? stringEnd(text, at, last) : scalarEnd(text, at, last);
  const length = (end === NEED_MORE ? text.length : end) - at;
  if (length > LONGEST) throw new JsonFault(at, `this text is longer than ${LONGEST_SHOWN}`, true);
  return end;
}

function stringEnd(text: string, at: number, last: boolean): number {
  for (let end = at + 1; end < text.length; end += 1) {
    const char = text.charCodeAt(end);
    if (char === QUOTE) return end + 1;
    if (char < 32) throw new JsonFault(end, controlInString(char));
    if (char !== BACKSLASH) continue;
    const escape = text.slice(end, end + 6);
    if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(escape)) {
      if (escape.length < 6 && /^\\(?:u[0-9a-fA-F]*)?$/.test(escape)) break;
      throw new JsonFault(end, `${shown(escape)} is no escape; a backslash itself is written \\\\`);
    }
    end += escape.charAt(1) === "u" ? 5 : 1;
  }
  if (!last) return NEED_MORE;
  throw new JsonFault(at, "a quote opens here and is never closed; was the file cut short?", true);
}

function controlInString(char: number): string {
  if (char === 10 || char === 13)
    return "a line ends inside a text; is a quote not closed? A newline is written \\n";
  const code = char.toString(16).padStart(4, "0");
  return `a control character inside a text; write it as \\u${code}`;
}

function scalarEnd(text: string, at: number, last: boolean): number {
  const rest = /[\s{}[\],:"]/g;
  rest.lastIndex = at;
  const end = rest.exec(text)?.index ?? text.length;
  if (end === text.length && !last) return NEED_MORE;
  const scalar = text.slice(at, end);
  if (SCALAR.test(scalar)) return end;
  const cut = end === text.length && /^(?:-|[\d.eE+-]+|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(scalar);
  throw new JsonFault(
    at,
    `${shown(scalar || text.charAt(at))} is no JSON value; a text stands in double quotes`,
    cut,
  );
}

/** A piece of the file for a message: in quotes, short, on one line. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}

/** The token that the window stands at is not what JSON wants there. */
export function unexpected(window: TextWindow, expected: string, open: TextPlace | undefined): JsonFault {
  const char = window.text.charAt(window.at);
  const found = char === '"' ? "a text" : shown(char);
  const where = open === undefined ? "" : ` of what opens at ${open.line}:${open.column}`;
  return new JsonFault(window.at, `${found} stands where ${expected}${where} should be`);
}

export function tooDeep(at: number): JsonFault {
  return new JsonFault(at, `lists and objects nest deeper than ${DEEPEST} levels here`);
}
