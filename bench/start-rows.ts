import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import { bigConfig, writeBigDirectory } from "./big-directory.ts";
import { interleave, median } from "./interleave.ts";
import type { Workbench } from "./workbench.ts";

const program = resolve("bin/scimsync.js");

/** Short runs are measured more often, since each says less. */
const times = 4;

/** How long the program takes to say what it can do, and to find a small config right, against an empty process. */
export async function startRows(bench: Workbench): Promise<readonly BenchRow[]> {
  const folder = bench.newFolder();
  await mkdir(folder, { recursive: true });
  await writeBigDirectory(folder, { users: 3, groups: 1, memberships: 2 });
  await writeFile(join(folder, "scimsync.yaml"), bigConfig("http://127.0.0.1:9/scim/v2"));
  const { help, validate, bare } = await interleave(bench.runs * times, {
    help: () => secondsOf(folder, program, "--help"),
    validate: () => secondsOf(folder, program, "validate"),
    bare: () => secondsOf(folder, "-e", "0"),
  });
  return [startRow("start-help", help, bare, 0.12), startRow("start-validate", validate, bare, 0.2)];
}

function startRow(name: string, ours: readonly number[], bare: readonly number[], bar: number): BenchRow {
  const [seconds, wanted] = [median(ours), median(bare)];
  return {
    name,
    ours: seconds,
    bare: wanted,
    ratio: seconds / wanted,
    bar,
    bound: "at most",
    compares: "difference",
    unit: "s",
    limits: [],
    details: { runs: ours.length },
  };
}

/** Without the preload of `measureRun`, which would cost as much as an empty process. */
async function secondsOf(folder: string, ...args: readonly string[]): Promise<number> {
  const began = performance.now();
  const env = { PATH: process.env["PATH"] ?? "", SCIM_TOKEN: "none" };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}`);
  return (performance.now() - began) / 1000;
}
