import { realpathSync } from "node:fs";
import { main } from "../../src/cli/main.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Told of what is written, as it is. */
type Heard = (text: string, stream: "stdout" | "stderr") => void;

/**
 * Runs a command line in this process, in another folder: the same as a child, in a fraction of the time. One at a time, for
 * a process is in one folder.
 */
export async function runIn(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  heard?: Heard,
): Promise<Ran> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    const ran = await runHere(args, environment, heard);
    if (realpathSync(process.cwd()) !== realpathSync(folder))
      throw new Error("two ran at once in one process");
    return ran;
  } finally {
    process.chdir(before);
  }
}

/** The same in the folder of this process, so that several may go on at once. */
export async function runHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  heard: Heard = () => {},
): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const terminal: Terminal = {
    out(text) {
      written.stdout += text;
      heard(text, "stdout");
      return Promise.resolve();
    },
    note(line) {
      written.stderr += `${line}\n`;
      heard(`${line}\n`, "stderr");
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
