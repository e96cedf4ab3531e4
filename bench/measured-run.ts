import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a run of the program cost. */
export interface Measured {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** CPU seconds of all its threads: what other work of the machine disturbs less. */
  readonly cpuSeconds: number;
  /** Peak resident memory in MB (10^6 bytes), as the kernel counts it for that process alone. */
  readonly peakMb: number;
}

/**
 * At its end the process writes its own VmHWM and CPU time to a file. `maxRSS` would do less: it begins with the peak of
 * the process that started it.
 */
const preload = `data:text/javascript,${encodeURIComponent(
  `import { readFileSync, writeFileSync } from "node:fs";
   process.on("exit", () => {
     const { user, system } = process.cpuUsage();
     writeFileSync(process.env.PEAK_FILE, readFileSync("/proc/self/status") + "CPU: " + (user + system) / 1e6);
   });`,
)}`;

/** Runs the program at `bin` in the folder and measures it; output beyond 1 MB is counted and dropped. */
export async function measureRun(
  bin: string,
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Measured> {
  const peakFile = join(folder, "peak");
  const began = performance.now();
  const child = spawn(process.execPath, ["--import", preload, bin, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", PEAK_FILE: peakFile, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      if (out[name].length < 1_000_000) out[name] += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const seconds = (performance.now() - began) / 1000;
  const status = readFileSync(peakFile, "utf8");
  const [, kilobytes = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  const [, cpuSeconds = "0"] = /^CPU: (.+)$/m.exec(status) ?? [];
  return {
    code,
    ...out,
    seconds,
    cpuSeconds: Number(cpuSeconds),
    peakMb: (Number(kilobytes) * 1024) / 1e6,
  };
}
