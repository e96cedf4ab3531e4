import { expressionEnd, TemplateSyntaxError } from "./template-string.ts";

/**
 * Writes a string of a JSON template, in which `{$user.email}` stands for a value, as a template string:
 * `${user.email}`. Each character keeps its place. Throws `TemplateSyntaxError` for a `{$` without its `}`.
 */
export function fromMacros(text: string): string {
  let written = "";
  let from = 0;
  for (let open = text.indexOf("{$"); open !== -1; open = text.indexOf("{$", from)) {
    const close = expressionEnd(text, open + 2);
    if (close === undefined) throw new TemplateSyntaxError("`{$` has no closing `}`", open);
    written += `${text.slice(from, open)}\${${text.slice(open + 2, close)}}`;
    from = close + 1;
  }
  return written + text.slice(from);
}
