import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../config/duration.ts";
import { checks } from "../source/expect.ts";

/** `--target ID`, which can be given again. */
export function withTarget(command: Command): Command {
  return command.addOption(
    new Option("--target <id>", "this target only; can be given again")
      .argParser(oneMore)
      .default([], "all of them"),
  );
}

/** Of an option that can be given again. */
export function oneMore(id: string, others: readonly string[]): readonly string[] {
  return [...others, id];
}

/** `--accept CHECK…`: a source that fails these is read all the same, this once. */
export function withAccept(command: Command): Command {
  return command.addOption(
    new Option("--accept <check...>", "go on this once although the source fails this check").choices(checks),
  );
}

/** The flags that say how a run thinks. */
export function withModes(command: Command): Command {
  return withAccept(command)
    .option("--reapply", "think about every record anew, not only changed ones")
    .option(
      "--force",
      "with --reapply: send every mapped attribute of every account, also what was last sent the same",
    )
    .addOption(
      new Option(
        "--reconcile",
        "read what the target holds, and send where it is not what it shall be",
      ).conflicts(["reapply", "only"]),
    )
    .option("--only <key...>", "only these users or groups, by source key, with every step printed")
    .option("--allow-removals <n>", "let up to this many held removals through, this time", wholeNumber);
}

/** A span of time as the config writes it, in milliseconds; up to 24 days, where timers end. */
export function spanOfTime(text: string): number {
  const ms = /^[1-9]\d{0,8}(?:ms|s|m|h|d)$/.test(text) ? parseDuration(text) : Number.POSITIVE_INFINITY;
  if (ms >= 2 ** 31) throw new InvalidArgumentError("write a span of time, such as 45s, 30m or 8h");
  return ms;
}

/** From 0 to 65535. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("ports end at 65535");
  return port;
}

/** Up to nine digits. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("write a whole number, such as 20");
  return Number(text);
}

/** For the help of `--report`. */
export const reportHelp =
  "write what was done to these files, by the ends of their names: .html, .md, .csv, .json, or .prom for metrics";
