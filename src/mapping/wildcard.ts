/** Matches names against patterns in which `*` stands for any run of characters; case does not count. */
export type NameMatcher = (name: string) => boolean;

export function compileWildcards(patterns: readonly string[]): NameMatcher {
  const exact = new Set<string>();
  const wildcards: (readonly string[])[] = [];
  for (const pattern of patterns.map(foldWildcard)) {
    if (pattern.includes("*")) wildcards.push(pattern.split("*"));
    else exact.add(pattern);
  }
  if (patterns.length === 0) return () => false;
  return (name) => {
    const folded = foldWildcard(name);
    return exact.has(folded) || wildcards.some((parts) => fits(folded, parts));
  };
}

/** A name, or a pattern of names, as it is compared. */
export function foldWildcard(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}

/**
 * The parts between the stars, each at its first place behind the one before. A regular expression would try all
 * places, which takes for ever with a few stars and a long name.
 */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  const end = name.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
