/** A piece of a template string: literal text, or an expression and where it begins. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly source: string; readonly offset: number };

/** Thrown for a `${` without its `}`. */
export class TemplateSyntaxError extends Error {
  override readonly name = "TemplateSyntaxError";
  /** 0-based, in the template string. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Splits `Dear ${user.name}` into its parts. Braces and quotes inside an expression are respected. */
export function parseTemplateString(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let open = template.indexOf("${"); open !== -1; open = template.indexOf("${", from)) {
    if (open > from) parts.push({ kind: "text", text: template.slice(from, open) });
    const close = expressionEnd(template, open + 2);
    if (close === undefined) throw new TemplateSyntaxError("`${` has no closing `}`", open);
    parts.push({ kind: "expression", source: template.slice(open + 2, close), offset: open + 2 });
    from = close + 1;
  }
  if (from < template.length) parts.push({ kind: "text", text: template.slice(from) });
  return parts;
}

/** Where the `}` stands that ends the expression which begins at `from`; braces and quotes in it are respected. */
export function expressionEnd(template: string, from: number): number | undefined {
  let depth = 1;
  let quote: string | undefined;
  for (let at = from; at < template.length; at += 1) {
    const character = template[at];
    if (quote !== undefined) {
      if (character === "\\") at += 1;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "{") depth += 1;
    else if (character === "}" && (depth -= 1) === 0) return at;
  }
  return undefined;
}
