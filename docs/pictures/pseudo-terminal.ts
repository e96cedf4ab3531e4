import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/scimsync.js", import.meta.url));

export interface Session {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Of the terminal. */
  readonly columns: number;
  /** What is typed when the program asks: each behind the question that has these words. */
  readonly answers?: readonly (readonly [question: string, answer: string])[];
}

/** Runs a command line of scimsync on a pseudo-terminal, and gives all that it wrote there, with its colours. */
export async function runOnTerminal(
  line: string,
  { folder, environment, columns, answers = [] }: Session,
): Promise<string> {
  // Whoever runs this may have no colours; the pictures have.
  const { NO_COLOR: _colourless, FORCE_COLOR: _forced, CI: _ci, ...inherited } = process.env;
  const command = `stty cols ${columns} rows 40; exec '${process.execPath}' '${program}' ${line}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: folder,
    env: { ...inherited, ...environment, TERM: "xterm-256color", SHELL: "/bin/sh" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const open = [...answers];
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const [next] = open;
    if (next === undefined || !output.includes(next[0])) return;
    open.shift();
    child.stdin.write(`${next[1]}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject).once("close", () => resolve());
  });
  return output;
}

const clearLine = "\r\u001b[2K";

/**
 * What was written until the progress line said that so much of it was done, from 0 to 1. Throws when it never did: then
 * there was nothing to see.
 */
export function untilDone(output: string, share: number): string {
  let from = output.indexOf(clearLine);
  while (from !== -1) {
    const next = output.indexOf(clearLine, from + clearLine.length);
    const end = next === -1 ? output.length : next;
    const [, done = "0", all = "1"] = /([\d,]+)\/([\d,]+)/.exec(output.slice(from, end)) ?? [];
    if (numberOf(done) / numberOf(all) >= share) return output.slice(0, end);
    from = next;
  }
  throw new Error("the progress line never came so far");
}

function numberOf(text: string): number {
  return Number(text.replaceAll(",", ""));
}
