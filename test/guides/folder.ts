import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Ran, runIn } from "../cli/in-process.ts";

/** A folder that goes with the test, and the program run in it as by a shell. */
export function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-guide-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    edit: (line: string) => void execFileSync("sh", ["-c", line], { cwd: folder }),
    read: (name: string) => readFileSync(join(folder, name), "utf8"),
    run: (line: string, environment: Readonly<Record<string, string>>): Promise<Ran> =>
      runIn(folder, wordsOf(line), environment),
  };
}

/** The words of a command line; those with spaces stand in quotes. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  );
}
