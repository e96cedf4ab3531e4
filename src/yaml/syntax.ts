import type { YAMLError } from "yaml";

type Code = YAMLError["code"];

/**
 * Messages of our own, because the library's quote the text, and the text may hold a secret that
 * somebody pasted into the file.
 */
const MESSAGES: Partial<Record<Code, string>> = {
  BAD_ALIAS: 'a value that begins with * must stand in quotes: "*-team"',
  BAD_DIRECTIVE: "a line that begins with % is not allowed here",
  BAD_DQ_ESCAPE: String.raw`a \ in double quotes must be written \\, or use single quotes`,
  BAD_INDENT: "the indentation does not fit, or a [ or { above is not closed",
  BAD_SCALAR_START: "a value that begins with @, ` or % must stand in quotes",
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on one line; put the value in quotes, or on a line of its own',
  BLOCK_IN_FLOW: "inside [ ] or { } write items with commas, not as lines with - or key:",
  KEY_OVER_1024_CHARS: "this key is longer than 1024 characters",
  MISSING_CHAR: "something is not closed or missing here: a quote, ], }, or the colon after a key",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line and end with a colon; check the indentation",
  NON_STRING_KEY: "a key must be text",
  RESOURCE_EXHAUSTION: "lists and maps nest too deeply",
  TAB_AS_INDENT: "indent with spaces, not with tabs",
  TAG_RESOLVE_FAILED: "tags (words that begin with !) are not used here; put the value in quotes",
  UNEXPECTED_TOKEN: "something stands here that does not belong; check quotes, brackets and indentation",
};

/** What is wrong in the syntax and what to write instead. */
export function describeSyntaxError(error: YAMLError, text: string): string {
  const [offset] = error.pos;
  if (text[offset] === "{" && text[offset - 1] === "$") {
    return 'inside { } or [ ] an expression must stand in quotes: "${…}"';
  }
  return MESSAGES[error.code] ?? "this is not YAML; check quotes, brackets and indentation";
}
