import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Ran, runIn } from "../cli/in-process.ts";

/** A folder that goes with the test, and the program run in it as by a shell. */
export interface Folder {
  readonly path: string;
  names(): readonly string[];
  write(name: string, text: string): void;
  read(name: string): string;
  edit(line: string, environment?: Readonly<Record<string, string>>): void;
  run(line: string, environment: Readonly<Record<string, string>>): Promise<Told>;
}

interface Told extends Ran {
  /** Both streams, in the order in which they were written. */
  readonly said: string;
}

export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "scimsync-guide-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    names: () => readdirSync(path),
    write: (name, text) => writeFileSync(join(path, name), text),
    read: (name) => readFileSync(join(path, name), "utf8"),
    edit: (line, environment = {}) =>
      void execFileSync("bash", ["-c", line], { cwd: path, env: { ...process.env, ...environment } }),
    async run(line, environment) {
      let said = "";
      const ran = await runIn(path, wordsOf(line), environment, (text) => (said += text));
      return { ...ran, said };
    },
  };
}

/** The words of a command line; those with spaces stand in quotes. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  );
}
