import { exitCodes } from "../sync/exit-code.ts";

type Exit = keyof typeof exitCodes;

/** What each exit code means. */
export const exitMeanings: Readonly<Record<Exit, string>> = {
  done: "done",
  bug: "a bug in scimsync",
  usage: "usage or config",
  failures: "some operations failed",
  held: "held by a guard",
  source: "source refused",
  target: "target unreachable or credentials refused",
  locked: "locked by another run",
  stale: "plan is stale",
  differences: "differences found (--exit-code)",
  interrupted: "interrupted",
};

/** The end of a command's help: the exit codes it can give, with what one means here where that is something else. */
export function exitHelp(...exits: readonly (Exit | readonly [exit: Exit, meaning: string])[]): string {
  const lines = [...exits, "bug" as const].map((one) => {
    const [exit, meaning] = typeof one === "string" ? [one, exitMeanings[one]] : one;
    return `  ${String(exitCodes[exit]).padEnd(4)} ${meaning}`;
  });
  return `\nExit codes:\n${lines.join("\n")}`;
}
