import { Lexer } from "yaml";

/** A comment on a line of its own. */
export interface CommentLine {
  /** 1-based. */
  readonly line: number;
  /** Without the `#` and one space behind it. */
  readonly text: string;
}

/** What the lexer puts before a scalar, and is not in the text. */
const SCALAR = "\u001f";
const MARKS = new Set(["\u0002", "\u0018", SCALAR]);

/**
 * The comments of a text that is YAML, by line; those behind a value on its line are left out. A `#` inside a scalar, however
 * it is written, is no comment.
 */
export function commentLines(text: string): ReadonlyMap<number, CommentLine> {
  const found = new Map<number, CommentLine>();
  let line = 1;
  let isFirst = true;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar && MARKS.has(lexeme)) {
      isScalar = lexeme === SCALAR;
      continue;
    }
    if (!isScalar && isFirst && lexeme.startsWith("#"))
      found.set(line, { line, text: lexeme.replace(/^# ?/, "").trimEnd() });
    const breaks = lexeme.split("\n").length - 1;
    line += breaks;
    isFirst = breaks > 0 ? lexeme.endsWith("\n") : isFirst && /^[ \t\ufeff]*$/.test(lexeme);
    isScalar = false;
  }
  return found;
}

/** Those that stand directly above a line, without a line between them, from top to bottom. */
export function commentsAbove(
  comments: ReadonlyMap<number, CommentLine>,
  line: number,
): readonly CommentLine[] {
  const above: CommentLine[] = [];
  for (let at = comments.get(line - 1); at !== undefined; at = comments.get(at.line - 1)) above.unshift(at);
  return above;
}
