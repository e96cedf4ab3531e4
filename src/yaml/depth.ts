import type { CST } from "yaml";

const MAX_DEPTH = 100;

/**
 * Offset of the first token that nests too deeply, or undefined. Looked for before the document is composed:
 * the composer recurses, and V8 ends the process when it must compile a regular expression on a stack that is
 * nearly used up, which no `try` can catch. This walk does not recurse.
 */
export function firstTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return token.offset;
    for (const child of childrenOf(token)) open.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap((item) => {
    const value = "value" in item ? item.value : undefined;
    return [item.key, value].filter((child) => child !== undefined && child !== null);
  });
}
