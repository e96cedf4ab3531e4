import type { ASTNode } from "@marcbachmann/cel-js";

/** The text of an argument that is written out, as in `"…"`, `'…'` and `r"…"`. */
export function writtenText(node: ASTNode): string | undefined {
  return node.op === "value" && typeof node.args === "string" ? node.args : undefined;
}

/** Where the character `at` (0-based) of a text that is written out stands in the source. */
export function placeInText(source: string, { start, end }: ASTNode, at: number): number {
  const opening = /^([rRbB]*)("""|'''|"|')/.exec(source.slice(start, end));
  if (opening === null) return start;
  const [before, prefix = ""] = opening;
  let place = start + before.length;
  for (let read = 0; read < at && place < end; read += 1) {
    place += /r/i.test(prefix) ? 1 : widthOf(source.slice(place, place + 10));
  }
  return Math.min(place, end);
}

/** How wide the first character is as it is written: `\n`, `\x41`, `\u0041`, `\101`. */
function widthOf(written: string): number {
  return /^\\(?:x..|u.{4}|U.{8}|[0-3][0-7]{2}|.)/s.exec(written)?.[0].length ?? 1;
}
