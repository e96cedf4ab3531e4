/** Matches names against patterns in which `*` stands for any run of characters; case does not count. */
export type NameMatcher = (name: string) => boolean;

export function compileWildcards(patterns: readonly string[]): NameMatcher {
  const exact = new Set<string>();
  const expressions: RegExp[] = [];
  for (const pattern of patterns.map(fold)) {
    if (pattern.includes("*")) expressions.push(toRegExp(pattern));
    else exact.add(pattern);
  }
  return (name) => {
    const folded = fold(name);
    return exact.has(folded) || expressions.some((expression) => expression.test(folded));
  };
}

function fold(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}

/** Runs of `*` become one, so that no pattern can backtrack for long. */
function toRegExp(pattern: string): RegExp {
  const parts = pattern.split(/\*+/).map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join("[^]*")}$`);
}
