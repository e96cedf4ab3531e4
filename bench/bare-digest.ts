/**
 * What there is to know whether files are those of yesterday: sha256 of each. Prints the seconds it took.
 *
 *   node bare-digest.js FILE...
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

function digestOf(file: string, buffer: Buffer): string {
  const [handle, digest] = [openSync(file, "r"), createHash("sha256")];
  for (let bytes = readSync(handle, buffer); bytes > 0; bytes = readSync(handle, buffer))
    digest.update(buffer.subarray(0, bytes));
  closeSync(handle);
  return digest.digest("hex");
}

const began = performance.now();
const buffer = Buffer.allocUnsafe(1 << 20);
const digests = process.argv.slice(2).map((file) => digestOf(file, buffer));
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, digests }));
