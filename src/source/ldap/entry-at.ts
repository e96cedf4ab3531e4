import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/**
 * The DNs of the entries that lines of a fetched file belong to, by line, counted from 1: to people the lines of a file
 * that they have never seen mean nothing.
 */
export async function entriesAt(
  path: string,
  lines: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  let [line, dn] = [0, ""];
  const input = createReadStream(path, "latin1");
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line += 1;
    if (text.startsWith("dn:")) dn = dnOf(text);
    if (lines.has(line)) found.set(line, dn);
    if (found.size === lines.size) break;
  }
  input.destroy();
  return found;
}

function dnOf(line: string): string {
  return line.startsWith("dn::") ? Buffer.from(line.slice(4), "base64").toString() : line.slice(4);
}
