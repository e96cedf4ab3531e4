/**
 * Rows a second and peak resident memory of our CSV parser, of a whole read with keys and fingerprints, and of csv-parse,
 * each in a process of its own. Fails when the whole read needs more than 300 MB.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir node_modules/.cache/bench
 *   node node_modules/.cache/bench/bench/csv.js [rows]
 */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { parse } from "csv-parse";
import { createCsvSource } from "../src/source/csv/csv-source.ts";
import { readCsvTable } from "../src/source/csv/table.ts";
import { ProblemList } from "../src/source/file/problem-list.ts";
import { stampFile } from "../src/source/file/still-file.ts";
import { readText } from "../src/source/file/text-file.ts";
import { measureRun } from "./measured-run.ts";

const COLUMNS = 15;
const LIMIT_MB = 300;

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

async function parseOurs(path: string): Promise<number> {
  const file = { path, display: path, setting: "file" };
  const texts = readText(file, await stampFile(file), {});
  let rows = 0;
  for await (const page of readCsvTable(texts, { delimiter: ",", wanted: [] }, new ProblemList(path)))
    rows += page.rows.length;
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
  const source = createCsvSource(
    { type: "csv", users: { files: [file], key: "c0" } },
    {
      displayName: (path) => path,
      userAliases: [],
      groupAliases: [],
      binaries: [],
      accepted: new Set(),
    },
  );
  let rows = 0;
  for await (const batch of source.records()) rows += batch.kind === "users" ? batch.records.length : 0;
  return rows;
}

const subjects = {
  "our parser": parseOurs,
  "our source, whole read": readSource,
  "csv-parse": parseTheirs,
};

interface Cost {
  readonly seconds: number;
  readonly peakMb: number;
}

async function measureHere(name: keyof typeof subjects, file: string): Promise<void> {
  const began = performance.now();
  const rows = await subjects[name](file);
  console.log(JSON.stringify({ rows, seconds: (performance.now() - began) / 1000 }));
}

async function measure(name: keyof typeof subjects, file: string, expected: number): Promise<Cost> {
  const run = await measureRun(import.meta.filename, dirname(file), ["--measure", name, file], {});
  if (run.code !== 0) throw new Error(`${name} ended with ${run.code}\n${run.stderr}`);
  const { rows, seconds } = JSON.parse(run.stdout) as { rows: number; seconds: number };
  if (rows !== expected) throw new Error(`${name} gave ${rows} rows of ${expected}`);
  const speed = String(Math.round(rows / seconds)).padStart(7);
  console.log(`${name.padEnd(24)} ${speed} rows/s, peak ${run.peakMb.toFixed(0)} MB`);
  return { seconds, peakMb: run.peakMb };
}

async function compare(rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-bench-"));
  try {
    const file = join(folder, "people.csv");
    await writePeople(file, rows);
    console.log(`${rows} rows of ${COLUMNS} columns, ${Math.round((await stat(file)).size / 1e6)} MB`);
    const ours = await measure("our parser", file, rows);
    const whole = await measure("our source, whole read", file, rows);
    const theirs = await measure("csv-parse", file, rows);
    console.log(`csv-parse takes ${(theirs.seconds / ours.seconds).toFixed(1)} times as long as our parser,`);
    console.log(`and ${(theirs.seconds / whole.seconds).toFixed(1)} times as long as our whole read;`);
    console.log(
      `the whole read takes ${(whole.seconds / ours.seconds).toFixed(1)} times as long as our parser`,
    );
    if (whole.peakMb <= LIMIT_MB) return;
    console.error(`the whole read needs more than ${LIMIT_MB} MB`);
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [first, name, file = ""] = process.argv.slice(2);
if (first === "--measure") await measureHere(name as keyof typeof subjects, file);
else await compare(Number(first ?? 1_000_000));
