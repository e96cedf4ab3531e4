import { reasonFor } from "./not-run.ts";
import { type Command, commandOf } from "./page-command.ts";

/** What the reader of a page does with a block of it. */
export type Done =
  | { readonly kind: "file"; readonly name: string; readonly text: string }
  /** A change of files by the reader, or a look into one: `sed -i …`, `rm …`, `grep …`. */
  | { readonly kind: "edit"; readonly line: string }
  | { readonly kind: "variable"; readonly name: string; readonly value: string }
  /** A command that no test runs; `notRun` says why. */
  | { readonly kind: "elsewhere"; readonly line: string }
  | Command;

/** The five times of a line of a crontab, and the folder that it begins in. */
const schedule = /^(?:[\d*/,-]+\s+){5}(?:cd \S+ && )?/;
/** A step of a workflow. */
const ofJob = /^\s*- run: /;

/**
 * `sh` has commands alone, `console` with `$` in front of each and what they print below, `cron` and `- run:` of workflows
 * one a line. `# exit 3` says how one ends. Throws when a line is none of what can be run.
 */
export function doneIn(language: string, block: string, page = ""): readonly Done[] {
  try {
    return stepsIn(language, block);
  } catch (error) {
    throw new Error(`${page}: ${String(error)}`, { cause: error });
  }
}

function stepsIn(language: string, block: string): readonly Done[] {
  const lines = block.split("\n").filter((line) => line.trim() !== "");
  if (language === "sh") return lines.flatMap((line) => doneBy(line));
  if (language === "cron")
    return lines.filter((line) => !/^\w+=/.test(line)).flatMap((line) => doneBy(line.replace(schedule, "")));
  if (language === "yaml")
    return lines.flatMap((line) => (ofJob.test(line) ? doneBy(line.replace(ofJob, "")) : []));
  return language === "console" || (language === "" && block.startsWith("$ ")) ? shownIn(lines) : [];
}

function shownIn(lines: readonly string[]): readonly Done[] {
  const found: Done[] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (line.startsWith("$ ")) found.push(...doneBy(line.slice(2)));
    else if (last?.kind === "command") found.splice(-1, 1, { ...last, shown: [...last.shown, line] });
    // What a program of the reader's prints is not ours to compare.
    else if (last?.kind !== "edit") throw new Error(`no command prints this: ${line}`);
  }
  return found;
}

function doneBy(line: string): readonly Done[] {
  if (line.startsWith("#")) return [];
  const command = commandOf(line);
  if (command !== undefined) return [command];
  const [, name, value] = /^export (\w+)=(\S+)/.exec(line) ?? [];
  if (name !== undefined) return [{ kind: "variable", name, value: value! }];
  if (/^(?:sed -i|rm|mv|cp|grep|diff|printf) /.test(line)) return [{ kind: "edit", line }];
  if (reasonFor(line) !== undefined) return [{ kind: "elsewhere", line }];
  throw new Error(`nobody knows how to run this, and test/guides/not-run.ts has no reason why not: ${line}`);
}
