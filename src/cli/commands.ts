import { type Command, InvalidArgumentError, Option } from "commander";
import { checks } from "../source/expect.ts";
import { exitHelp } from "./exit-help.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Terminal } from "./terminal.ts";

type SetExitCode = (code: number) => void;
type Run<Arguments extends readonly unknown[]> = (
  context: { readonly options: GlobalOptions; readonly terminal: Terminal },
  ...args: Arguments
) => Promise<number>;

/** Makes an action of what a command does, loaded when it is run. */
type Running = <Arguments extends readonly unknown[]>(
  load: () => Promise<Run<Arguments>>,
) => (...given: unknown[]) => Promise<void>;

/** Declares all commands. What a command does is loaded when it is run, so that `--help` is quick. */
export function addCommands(program: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  function running<Arguments extends readonly unknown[]>(load: () => Promise<Run<Arguments>>) {
    return async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1) as Command;
      const run = await load();
      const args = given.slice(0, -1) as unknown as Arguments;
      setExitCode(await run({ options: program.opts<GlobalOptions>(), terminal }, ...args));
      void command;
    };
  }

  withAccept(program.command("validate"))
    .description("check config, profiles, mappings and sources; asks no service provider")
    .addHelpText("after", exitHelp("done", "usage", "source"))
    .action(running(async () => (await import("./commands/validate.ts")).validate));

  withModes(program.command("plan [target...]"))
    .description("show what sync would do; no network, nothing is changed")
    .option("--limit <n>", "operations shown for each target", wholeNumber, 50)
    .option("--exit-code", "exit with 10 when there is something to do")
    .addHelpText("after", exitHelp("done", "usage", "held", "source", "locked", "differences"))
    .action(running(async () => (await import("./commands/plan.ts")).showPlan));

  withModes(program.command("sync [target...]"))
    .description("read the source, plan, guard, push")
    .option("--dry-run", "the same as plan")
    .option("--record <file>", "write every request and answer to this file (HAR), without secrets")
    .addHelpText(
      "after",
      exitHelp("done", "usage", "failures", "held", "source", "target", "locked", "interrupted"),
    )
    .action(running(async () => (await import("./commands/sync.ts")).runSync));

  addCheck(program, running);

  program
    .command("status [target...]")
    .description("last runs, accounts by state, age of the last good run")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/status.ts")).showStatus));

  const runs = program
    .command("runs")
    .description("the audit trail")
    .addHelpText("after", exitHelp("done", "usage"));
  runs
    .command("list", { isDefault: true })
    .description("the last runs")
    .option("--limit <n>", "how many", wholeNumber, 20)
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/runs.ts")).listRuns));
  runs
    .command("show <id>")
    .description("each change of a run, with old and new values and outcome")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/runs.ts")).showRun));

  addSource(program, running);
  addMapping(program, running);
  addSandbox(program).action(running(async () => (await import("./commands/sandbox.ts")).runSandbox));
}

function addSource(program: Command, running: Running): void {
  const source = program
    .command("source")
    .description("look at the data: what the sources hold, and what a new export would change")
    .addHelpText("after", exitHelp("done", "usage", "source", "interrupted"));
  withAccept(source.command("show [key...]"))
    .description(
      "records as they are read, merged and resolved: the first ones, or some users or groups in full",
    )
    .option("--groups", "groups, not users")
    .option("--limit <n>", "how many records", wholeNumber, 10)
    .addHelpText("after", exitHelp("done", "usage", "source", "interrupted"))
    .action(running(async () => (await import("./commands/source-show.ts")).showRecords));
  withAccept(source.command("stats"))
    .description("counts, attributes with fill rate and examples, repeated values, groups by size")
    .addHelpText("after", exitHelp("done", "usage", "source", "interrupted"))
    .action(running(async () => (await import("./commands/source-stats.ts")).showStats));
  withAccept(source.command("diff"))
    .description("what the sources would change against the last good read, before anything is planned")
    .option("--limit <n>", "records shown", wholeNumber, 50)
    .option("--exit-code", "exit with 10 when something changed, or was never read before")
    .addHelpText("after", exitHelp("done", "usage", "source", "locked", "differences", "interrupted"))
    .action(running(async () => (await import("./commands/source-diff.ts")).showDiff));
}

function addCheck(program: Command, running: Running): void {
  program
    .command("check [target...]")
    .description("credentials and what the service provider can do: claimed, seen, and what we do; read-only")
    .option("--write", "let a throw-away user and group live and die there, to try what a sync would do")
    .option("--domain <name>", "with --write: of the addresses of throw-away users", "example.invalid")
    .option("--save <file>", "write the suggested settings as a connector file (one target)")
    .option("--record <file>", "write every request and answer to this file (HAR), without secrets")
    .addHelpText(
      "after",
      exitHelp(
        "done",
        "usage",
        ["failures", "a sync would fail or do harm, or something was left behind"],
        "target",
        "interrupted",
      ),
    )
    .action(running(async () => (await import("./commands/check.ts")).check));
}

function addMapping(program: Command, running: Running): void {
  withAccept(withTarget(program.command("map [key...]")))
    .description("what the mapping makes of users and groups, beside what was last sent; no network")
    .option("--row <json>", "map this record, written down as a JSON object, not one of the source")
    .option("--groups", "groups, not users")
    .option("--limit <n>", "without keys: how many of those in scope", wholeNumber, 10)
    .addHelpText("after", exitHelp("done", "usage", "source", "interrupted"))
    .action(running(async () => (await import("./commands/map.ts")).showMapping));
  program
    .command("test-mapping [file...]")
    .description(
      "run the examples kept in *.mapping-test.yaml beside the config: records, and what they become",
    )
    .addHelpText("after", exitHelp("done", "usage", ["failures", "some tests failed"]))
    .action(running(async () => (await import("./commands/test-mapping.ts")).testMapping));
  withAccept(withTarget(program.command("explain <key>")))
    .description(
      "everything about one user or group: record, scope, mapping, what was last sent, what sync would do; no network",
    )
    .addHelpText("after", exitHelp("done", "usage", "source", "target", "locked"))
    .action(running(async () => (await import("./commands/explain.ts")).explainKey));
}

function withTarget(command: Command): Command {
  return command.addOption(
    new Option("--target <id>", "this target only; can be given again")
      .argParser(oneMore)
      .default([], "all of them"),
  );
}

function oneMore(id: string, others: readonly string[]): readonly string[] {
  return [...others, id];
}

function withAccept(command: Command): Command {
  return command.addOption(
    new Option("--accept <check...>", "go on this once although the source fails this check").choices(checks),
  );
}

function withModes(command: Command): Command {
  return withAccept(command)
    .option("--reapply", "think about every record anew, not only changed ones")
    .option("--only <key...>", "only these users or groups, by source key, with every step printed")
    .option("--allow-removals <n>", "let up to this many held removals through, this time", wholeNumber);
}

function addSandbox(program: Command): Command {
  return program
    .command("sandbox")
    .description("a SCIM 2.0 service provider on 127.0.0.1 to try things on")
    .option("--port <n>", "0 takes a free one", portNumber, 7643)
    .option("--token <token>", "bearer token; random by default")
    .option("--connector <name>", "behave as this profile says the real service does")
    .option("--seed <n>", "same ids and faults each time", wholeNumber)
    .option("--latency <ms>", "milliseconds before each answer", wholeNumber)
    .option(
      "--fault <spec...>",
      "429:0.3, 429-date:0.1, 500:0.05, reset:0.05, lost:0.05, slow:0.02:2000, limit:20:5, limit:100/1m:POST/Users",
    )
    .option("--quirk <name...>", "what real services do against the RFC; see --list-quirks")
    .option("--replay <file>", "give the answers of a recording (HAR), whatever the token")
    .option("--list-quirks", "show the names and what they mean, and end")
    .option("--db <file>", "keep what it holds in this file")
    .addHelpText("after", exitHelp("done", "usage"));
}

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("ports end at 65535");
  return port;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("write a whole number, such as 20");
  return Number(text);
}
