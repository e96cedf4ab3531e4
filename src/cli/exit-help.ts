import { exitCodes } from "../sync/exit-code.ts";

type Exit = keyof typeof exitCodes;

const meanings: Readonly<Record<Exit, string>> = {
  done: "done",
  bug: "a bug in scimsync",
  usage: "usage or config",
  failures: "some operations failed",
  held: "removals held by a guard",
  source: "source refused",
  target: "target unreachable or credentials refused",
  locked: "locked by another run",
  stale: "plan is stale",
  differences: "differences found (--exit-code)",
  interrupted: "interrupted",
};

/** The end of a command's help: the exit codes it can give. */
export function exitHelp(...exits: readonly Exit[]): string {
  const lines = [...exits, "bug" as const].map(
    (exit) => `  ${String(exitCodes[exit]).padEnd(4)} ${meanings[exit]}`,
  );
  return `\nExit codes:\n${lines.join("\n")}`;
}
