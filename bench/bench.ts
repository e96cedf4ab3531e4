/**
 * Ratios of scimsync to the bare minimum that does the same work, measured in one run on one machine.
 *
 *   npm run bench -- [--users N] [--runs N] [--only NAME,...] [--json FILE] [--list]
 *
 * `--users` is how many users the large benches take (1,000,000; a multiple of 1,000), `--runs` how often each is measured (5; the table has
 * the medians). Ends with 1 when a bar is not met.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { BenchRow } from "./bench-row.ts";
import { fewChangedRow } from "./change-rows.ts";
import { groupRows } from "./group-rows.ts";
import { reconcileRows } from "./listing-rows.ts";
import { memoryRows } from "./memory-rows.ts";
import { latencyRow, rateRow } from "./pace-rows.ts";
import { firstPlanRow } from "./plan-rows.ts";
import { firstPushRows } from "./push-rows.ts";
import { isMet, printRow, printTitle } from "./row-text.ts";
import { startRows } from "./start-rows.ts";
import { tenTargetsRow } from "./target-rows.ts";
import { thirdPartyRows } from "./third-party.ts";
import { rewrittenGroupsRow, rewrittenRows, rewrittenTenthRow, unchangedFilesRow } from "./unchanged-rows.ts";
import { type Bench, Workbench } from "./workbench.ts";

/** In the order of the table of docs/performance.md. */
const benches: Readonly<Record<string, Bench>> = {
  "unchanged-files": unchangedFilesRow,
  rewritten: rewrittenRows,
  "rewritten-groups": rewrittenGroupsRow,
  "rewritten-tenth": rewrittenTenthRow,
  "first-plan": firstPlanRow,
  "first-push": firstPushRows,
  "push-latency": async (bench) => [await latencyRow(bench)],
  "push-rate": async (bench) => [await rateRow(bench)],
  "few-changed": fewChangedRow,
  group: groupRows,
  reconcile: reconcileRows,
  "ten-targets": tenTargetsRow,
  memory: memoryRows,
  start: startRows,
  "third-party": thirdPartyRows,
};

async function runBenches(names: readonly string[], bench: Workbench): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  printTitle();
  for (const name of names) {
    for (const row of (await benches[name]?.(bench)) ?? []) {
      printRow(row);
      rows.push(row);
    }
  }
  return rows;
}

async function writeResults(
  file: string,
  bench: Workbench,
  rows: readonly BenchRow[],
  loadBefore: number,
): Promise<void> {
  const { users, runs } = bench;
  const machine = {
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 1e6),
    // Above 0 at the start means that others worked there, too.
    loadBefore,
    node: process.version,
  };
  await mkdir(dirname(file), { recursive: true });
  const results = { at: new Date().toISOString(), machine, users, runs, rows };
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\nwritten to ${file}`);
}

function numberFrom(flag: string, text: string, step: number): number {
  const number = Number(text);
  if (Number.isInteger(number / step) && number > 0) return number;
  throw new Error(`--${flag} takes a multiple of ${step}`);
}

function chosen(only: string | undefined): readonly string[] {
  const names = only?.split(",") ?? Object.keys(benches);
  const unknown = names.filter((name) => !(name in benches));
  if (unknown.length > 0) throw new Error(`there is no bench ${unknown.join(", ")}; --list names them`);
  return names;
}

const { values: flags } = parseArgs({
  options: {
    users: { type: "string", default: "1000000" },
    runs: { type: "string", default: "5" },
    only: { type: "string" },
    json: { type: "string" },
    list: { type: "boolean", default: false },
  },
});

if (flags.list) console.log(Object.keys(benches).join("\n"));
else {
  const names = chosen(flags.only);
  const folder = await mkdtemp(join(tmpdir(), "scimsync-bench-"));
  const [loadBefore = 0] = loadavg();
  const bench = new Workbench({
    users: numberFrom("users", flags.users, 1_000),
    runs: numberFrom("runs", flags.runs, 1),
    folder,
  });
  console.log(
    `${bench.users} users, medians of ${bench.runs}; ${cpus().length} cores (${cpus()[0]?.model}), node ${process.version}, load ${loadBefore.toFixed(1)}\n`,
  );
  try {
    const rows = await runBenches(names, bench);
    const stamp = new Date().toISOString().replaceAll(":", "-").slice(0, 19);
    await writeResults(
      resolve(flags.json ?? join("bench", "results", `${stamp}.json`)),
      bench,
      rows,
      loadBefore,
    );
    if (!rows.every(isMet)) process.exitCode = 1;
  } finally {
    await bench.end();
    await rm(folder, { recursive: true });
  }
}
