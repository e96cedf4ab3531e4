import { foldName } from "../../fold-name.ts";
import { CsvParser } from "./parser.ts";

const CANDIDATES = [",", ";", "\t", "|"];

/** The index after the newline that ends the first record, or undefined when the text does not hold all of it. */
export function headerEnd(text: string): number | undefined {
  let inQuotes = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') inQuotes = !inQuotes;
    else if (char === "\n" && !inQuotes) return at + 1;
  }
  return undefined;
}

/**
 * The delimiter under which the header has most of the columns the config names, else most columns; a comma when
 * nothing speaks for another.
 */
export function detectDelimiter(header: string, wanted: readonly string[]): string {
  const names = new Set(wanted.map(foldName));
  let best = ",";
  let bestScore = 0;
  for (const candidate of CANDIDATES) {
    const columns = splitHeader(header, candidate);
    const found = new Set(columns.map(foldName).filter((column) => names.has(column)));
    const score = found.size * 100_000 + columns.length;
    // One column is what any character gives that does not occur.
    if (columns.length > 1 && score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

/** No columns when the header breaks the rules of quoting under this delimiter. */
function splitHeader(header: string, delimiter: string): readonly string[] {
  const parser = new CsvParser(delimiter, () => {});
  return parser.push(header).rows[0] ?? parser.finish().rows[0] ?? [];
}
