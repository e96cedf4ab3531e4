/**
 * What an unchanged sync cannot do without, and nothing else: parses CSV files and hashes each record.
 *
 *   node bare-records.js FILE...
 *
 * The reader is the plainest that gets quotes right: a line without a quote is split at its commas, one with a quote
 * goes character by character. It checks nothing and tells no positions. The hash is `crypto.hash` with sha1, the
 * quickest of those that Node has (0.60 µs for a record of 170 bytes; sha256 0.63, md5 0.80, a multiplying hash
 * written in JavaScript 0.55).
 */
import { hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Reads a file by pieces of 1 MB; gives the number of rows, the header among them. */
function readRows(file: string, onRow: (cells: readonly string[], line: string) => void): number {
  const [handle, decoder] = [openSync(file, "r"), new StringDecoder("utf8")];
  const buffer = Buffer.allocUnsafe(1 << 20);
  let [rows, rest] = [0, ""];
  for (;;) {
    const bytes = readSync(handle, buffer);
    const text = rest + (bytes === 0 ? decoder.end() : decoder.write(buffer.subarray(0, bytes)));
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) {
      const line = text.slice(from, end);
      const cells = line.includes('"') ? splitQuoted(line) : line.split(",");
      // Within quotes: the row goes on in the next line.
      if (cells === undefined) continue;
      onRow(cells, line);
      rows += 1;
      from = end + 1;
    }
    rest = text.slice(from);
    if (bytes === 0) break;
  }
  closeSync(handle);
  return rows;
}

function splitQuoted(line: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] !== '"') {
      const comma = line.indexOf(",", at);
      const end = comma === -1 ? line.length : comma;
      cells.push(line.slice(at, end));
      at = end + 1;
      continue;
    }
    let close = line.indexOf('"', at + 1);
    while (close !== -1 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
    if (close === -1) return undefined;
    cells.push(line.slice(at + 1, close).replaceAll('""', '"'));
    at = close + 2;
  }
  return cells;
}

let [records, letters] = [0, 0];
for (const file of process.argv.slice(2)) {
  records += readRows(file, (cells, line) => {
    letters += hash("sha1", line).length + cells.length;
  });
}
console.log(JSON.stringify({ records, letters }));
