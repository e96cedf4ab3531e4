/**
 * Rows a second, CPU time (which other work on the machine disturbs less) and peak memory of reading a large JSON directory, beside the bare parser on the same file; each in a
 * process of its own.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir node_modules/.cache/bench
 *   node node_modules/.cache/bench/bench/json.js [rows]
 */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createJsonSource } from "../src/source/json/json-source.ts";
import { measureRun } from "./measured-run.ts";

/** The bar for reading a million users. */
const limitMb = 300;
const document = {
  before: '{"exported":"2026-11-22","users":[\n',
  between: ",\n",
  after: '\n],"groups":[]}\n',
};
const lines = { before: "", between: "\n", after: "\n" };

function user(number: number): string {
  return JSON.stringify({
    id: `e${String(number).padStart(7, "0")}`,
    userName: `user${number}@example.com`,
    name: { givenName: `First${number % 5_000}`, familyName: `Last, ${number % 20_000}` },
    emails: [{ value: `user${number}@example.com`, type: "work", primary: true }],
    title: `Title ${number % 300}`,
    department: `Department ${number % 120}`,
    managerId: number < 10 ? null : `e${String(Math.floor(number / 10)).padStart(7, "0")}`,
    phone: `+49 30 ${1_000_000 + number}`,
    office: `Office ${number % 40}`,
    city: `City ${number % 90}`,
    costCenter: `CC${number % 800}`,
    active: number % 50 !== 0,
  });
}

async function writeUsers(
  file: string,
  rows: number,
  { before, between, after }: typeof lines,
): Promise<void> {
  const out = createWriteStream(file);
  out.write(before);
  for (let from = 0; from < rows; from += 1_000) {
    const page = Array.from({ length: Math.min(1_000, rows - from) }, (_, index) => user(from + index));
    if (!out.write((from === 0 ? "" : between) + page.join(between))) await once(out, "drain");
  }
  out.end(after);
  await finished(out);
}

/** Lines and nothing else. */
async function parseLines(file: string): Promise<number> {
  let rows = 0;
  let rest = "";
  for await (const piece of createReadStream(file, { encoding: "utf8" })) {
    const text = rest + (piece as string);
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      JSON.parse(text.slice(from, end));
      rows += 1;
      from = end + 1;
    }
    rest = text.slice(from);
  }
  return rows;
}

async function readSource(file: string): Promise<number> {
  const context = {
    displayName: (path: string) => path,
    userAliases: [],
    groupAliases: [],
    binaries: [],
    accepted: new Set<never>(),
  };
  const source = createJsonSource({ type: "json", users: { files: [file], key: "id" } }, context);
  let rows = 0;
  for await (const batch of source.records()) rows += batch.kind === "users" ? batch.records.length : 0;
  return rows;
}

async function measure(name: string, way: string, file: string, rows: number): Promise<void> {
  const run = await measureRun(process.argv[1]!, join(file, ".."), ["--run", way, file], {});
  const [read, seconds, cpu] = run.stdout.split(" ").map(Number);
  if (run.code !== 0 || read !== rows) throw new Error(`${name} gave ${read} rows of ${rows}\n${run.stderr}`);
  const speed = `${Math.round(rows / seconds!)} rows/s`;
  const cost = `${((cpu! * 1e6) / rows).toFixed(1)} µs of CPU a row`;
  console.log(
    `${name.padEnd(30)} ${speed.padStart(14)} ${cost.padStart(24)} ${run.peakMb.toFixed(0).padStart(5)} MB`,
  );
  if (way === "source" && run.peakMb > limitMb) {
    console.error(`over ${limitMb} MB`);
    process.exitCode = 1;
  }
}

async function compare(rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-bench-"));
  try {
    const [ndjson, json] = [join(folder, "users.ndjson"), join(folder, "users.json")];
    await writeUsers(ndjson, rows, lines);
    await writeUsers(json, rows, document);
    console.log(`${rows} users, ${Math.round((await stat(ndjson)).size / 1e6)} MB; node ${process.version}`);
    await measure("NDJSON, split and JSON.parse", "bare", ndjson, rows);
    await measure("NDJSON, records()", "source", ndjson, rows);
    await measure("document, records()", "source", json, rows);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [first, way, file = ""] = process.argv.slice(2);
if (first === "--run") {
  const began = performance.now();
  const rows = await (way === "bare" ? parseLines(file) : readSource(file));
  const { user, system } = process.cpuUsage();
  console.log(`${rows} ${(performance.now() - began) / 1000} ${(user + system) / 1e6}`);
} else await compare(Number(first ?? 1_000_000));
