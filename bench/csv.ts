/**
 * Rows a second of our CSV parser beside csv-parse, of a whole read with keys and fingerprints, and its memory.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir node_modules/.cache/bench
 *   node node_modules/.cache/bench/bench/csv.js [rows]
 */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parse } from "csv-parse";
import { createCsvSource } from "../src/source/csv/csv-source.ts";
import { readCsvTable } from "../src/source/csv/table.ts";
import { ProblemList } from "../src/source/file/problem-list.ts";

const COLUMNS = 15;

/** A generator of numbers below `limit`, the same for the same seed. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function row(index: number, below: (limit: number) => number): string {
  const names = ["Ann", "José", "Мария", "李", "Zoë", '"Bob"'];
  const notes = ["", "Sales, EMEA", "two\nlines", `note ${below(1e6)}`];
  const cells = Array.from({ length: COLUMNS - 3 }, (_, column) => `value ${column} ${below(1e6)}`);
  return [`e${index}`, names[below(6)]!, notes[below(4)]!, ...cells].map(quoteIfNeeded).join(",");
}

function quoteIfNeeded(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

async function writePeople(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  const below = numbers(42);
  out.write(`${Array.from({ length: COLUMNS }, (_, column) => `c${column}`).join(",")}\n`);
  for (let from = 0; from < rows; from += 1000) {
    const lines = Array.from({ length: Math.min(1000, rows - from) }, (_, index) => row(from + index, below));
    if (!out.write(`${lines.join("\n")}\n`)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

async function parseOurs(file: string): Promise<number> {
  const problems = new ProblemList(file);
  let rows = 0;
  const options = { delimiter: ",", wanted: [] };
  for await (const page of readCsvTable(createReadStream(file), options, problems)) rows += page.rows.length;
  return rows;
}

async function parseTheirs(file: string): Promise<number> {
  let rows = -1;
  const parser = createReadStream(file).pipe(parse({ bom: true }));
  parser.on("data", () => (rows += 1));
  await finished(parser);
  return rows;
}

async function readSource(file: string): Promise<number> {
  const source = createCsvSource({ type: "csv", users: { file, key: "c0" } }, (path) => path);
  let rows = 0;
  for await (const batch of source.read()) rows += batch.kind === "users" ? batch.records.length : 0;
  return rows;
}

async function measure(name: string, expected: number, run: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const rows = await run();
  const seconds = (performance.now() - began) / 1000;
  if (rows !== expected) throw new Error(`${name} gave ${rows} rows of ${expected}`);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${name.padEnd(24)} ${Math.round(rows / seconds)} rows/s, peak ${peak} MB`);
  return seconds;
}

const rows = Number(process.argv[2] ?? 200_000);
const folder = await mkdtemp(join(tmpdir(), "scimsync-bench-"));
try {
  const file = join(folder, "people.csv");
  await writePeople(file, rows);
  console.log(`${rows} rows of ${COLUMNS} columns, ${Math.round((await stat(file)).size / 1e6)} MB`);
  const ours = await measure("our parser", rows, () => parseOurs(file));
  await measure("our source, whole read", rows, () => readSource(file));
  const theirs = await measure("csv-parse", rows, () => parseTheirs(file));
  console.log(`ratio ${(theirs / ours).toFixed(1)}`);
} finally {
  await rm(folder, { recursive: true });
}
