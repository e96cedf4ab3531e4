import { PatternError, type Pattern } from "./pattern.ts";

/** A text with places for groups of a match, in the order they stand. */
export type Replacement = (groups: readonly string[]) => string;

/**
 * Makes a replacement ready: `$1` to `$99` and `$<name>` are groups of the match, `$0` and `$&` all of it, `$$` is a
 * dollar sign. Throws `PatternError` for a group that the pattern does not have.
 */
export function compileReplacement(source: string, pattern: Pattern): Replacement {
  const parts: (string | number)[] = [];
  let from = 0;
  for (const found of source.matchAll(/\$(?:\d{1,2}|<[^>]*>|[$&])?/g)) {
    parts.push(source.slice(from, found.index), partOf(found[0], found.index, pattern));
    from = found.index + found[0].length;
  }
  parts.push(source.slice(from));
  return (groups) => parts.map((part) => (typeof part === "string" ? part : (groups[part] ?? ""))).join("");
}

function partOf(written: string, at: number, { groups, groupNames }: Pattern): string | number {
  const name = written.slice(1);
  if (name === "$") return "$";
  if (name === "&") return 0;
  if (name.startsWith("<")) return named(name.slice(1, -1), at, groupNames);
  if (name === "") throw new PatternError("a $ by itself is written $$", at);
  if (Number(name) <= groups) return Number(name);
  throw new PatternError(`there is no group ${name}; the pattern has ${groups}`, at);
}

function named(name: string, at: number, groupNames: Pattern["groupNames"]): number {
  const index = Object.hasOwn(groupNames, name) ? groupNames[name] : undefined;
  if (index === undefined) throw new PatternError(`the pattern has no group called ${name}`, at);
  return index;
}
