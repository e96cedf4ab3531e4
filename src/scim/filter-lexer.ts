/** A piece of a filter. `text` of a string is its value, unquoted. */
export interface FilterToken {
  readonly kind: "word" | "string" | "(" | ")" | "[" | "]" | "end";
  readonly text: string;
  /** Offset in the filter, from 0. */
  readonly at: number;
}

/** A filter or a path with a filter that RFC 7644 section 3.4.2.2 does not allow. */
export class FilterSyntaxError extends Error {
  override readonly name = "FilterSyntaxError";
  readonly code = "filter_syntax";
  /** Offset in the text, from 0. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(`${message} at character ${at + 1}`);
    this.at = at;
  }
}

const maxLength = 65_536;

/** Splits a filter into tokens, the last of kind `end`. Throws `FilterSyntaxError`. */
export function filterTokens(text: string): readonly FilterToken[] {
  if (text.length > maxLength)
    throw new FilterSyntaxError(`the filter is longer than ${maxLength} characters`, maxLength);
  // Sticky and without nested repetition, so the time is linear in the text.
  const token = /[ \t]*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;
  const tokens: FilterToken[] = [];
  let end = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    end = token.lastIndex;
    const length = (match[1] ?? match[2] ?? match[3] ?? "").length;
    tokens.push(toToken(match, end - length));
  }
  const rest = text.slice(end).trimStart();
  if (rest !== "") {
    const complaint = rest.startsWith('"') ? "the string is not closed" : "unexpected character";
    throw new FilterSyntaxError(complaint, text.length - rest.length);
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function toToken(match: RegExpExecArray, at: number): FilterToken {
  const [, bracket, string, word] = match;
  if (bracket !== undefined) return { kind: bracket as "(" | ")" | "[" | "]", text: bracket, at };
  if (string !== undefined) return { kind: "string", text: unquote(string, at), at };
  return { kind: "word", text: word ?? "", at };
}

function unquote(literal: string, at: number): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    throw new FilterSyntaxError("the string is not a JSON string", at);
  }
}
