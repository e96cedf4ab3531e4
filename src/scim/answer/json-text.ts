import { deepestJson, mostJsonValues } from "./answer-limits.ts";

export type JsonExcess = "too_deep" | "too_large";

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * What is too much in JSON text: deeper than can be walked, or of more values than memory should be given to. Found
 * out before it is parsed, since afterwards it is there.
 */
export function excessIn(text: string): JsonExcess | undefined {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) inString = !inString;
    else if (inString) {
      if (code === backslash) at += 1;
    } else if (code === openObject || code === openList) {
      depth += 1;
      values += 1;
      if (depth > deepestJson) return "too_deep";
    } else if (code === comma) values += 1;
    else if (code === closeObject || code === closeList) depth -= 1;
  }
  return values > mostJsonValues ? "too_large" : undefined;
}
