import { main } from "../../src/cli/main.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they were written. */
  readonly said: string;
}

/** Runs a command line in this process, in another folder: the same as a child, in a fraction of the time. */
export async function runIn(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await runHere(args, environment);
  } finally {
    process.chdir(before);
  }
}

/** The same in the folder of this process, so that several may go on at once; `heard` is told what goes to stdout, as it does. */
export async function runHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  heard: (text: string) => void = () => {},
): Promise<Ran> {
  const written = { stdout: "", stderr: "", said: "" };
  const terminal: Terminal = {
    out(text) {
      written.stdout += text;
      written.said += text;
      heard(text);
      return Promise.resolve();
    },
    note(line) {
      written.stderr += `${line}\n`;
      written.said += `${line}\n`;
    },
    progress() {},
    paint: (_colour, text) => text,
    // With COLUMNS stdout is a terminal.
    columns: environment["COLUMNS"] === undefined ? undefined : Number(environment["COLUMNS"]),
    interactive: false,
    environment,
  };
  const code = await main(args, terminal);
  return { code, ...written };
}
