import type { Command } from "commander";
import { addApproval } from "./approval-commands.ts";
import { addConnectors } from "./connector-commands.ts";
import { addCompletion } from "./completion-commands.ts";
import { exitHelp } from "./exit-help.ts";
import { addFailures } from "./failure-commands.ts";
import type { GlobalOptions } from "./global-options.ts";
import { addInit } from "./init-commands.ts";
import { addLinking } from "./linking-commands.ts";
import { addMapping } from "./mapping-commands.ts";
import { portNumber, wholeNumber, withAccept } from "./options.ts";
import { addProvision } from "./provision-commands.ts";
import { addGroups } from "./group-commands.ts";
import type { Run, Running } from "./running.ts";
import { addPlan } from "./plan-commands.ts";
import { addRecords } from "./record-commands.ts";
import { addSource } from "./source-commands.ts";
import { addState } from "./state-commands.ts";
import { addStatus } from "./status-commands.ts";
import { addSync } from "./sync-commands.ts";
import type { Terminal } from "./terminal.ts";

type SetExitCode = (code: number) => void;

/** Declares all commands. What a command does is loaded when it is run, so that `--help` is quick. */
export function addCommands(program: Command, terminal: Terminal, setExitCode: SetExitCode): void {
  function running<Arguments extends readonly unknown[]>(load: () => Promise<Run<Arguments>>) {
    return async (...given: unknown[]): Promise<void> => {
      const run = await load();
      const args = given.slice(0, -1) as unknown as Arguments;
      setExitCode(await run({ options: program.opts<GlobalOptions>(), terminal }, ...args));
    };
  }

  addInit(program, running);
  withAccept(program.command("validate"))
    .description("check config, profiles, mappings and sources; asks no service provider")
    .addHelpText("after", exitHelp("done", "usage", "source"))
    .action(running(async () => (await import("./commands/validate.ts")).validate));

  addPlan(program, running);
  addSync(program, running);
  addProvision(program, running);
  addCheck(program, running);

  addStatus(program, running);
  addRecords(program, running);
  addFailures(program, running);
  addApproval(program, running);
  addGroups(program, running);
  addLinking(program, running);
  addSource(program, running);
  addMapping(program, running);
  addConnectors(program, running);
  addState(program, running);
  addCompletion(program, running);
  addSandbox(program).action(running(async () => (await import("./commands/sandbox.ts")).runSandbox));
}

function addCheck(program: Command, running: Running): void {
  program
    .command("check [target...]")
    .description("credentials and what the service provider can do: claimed, seen, and what we do; read-only")
    .option("--write", "let a throw-away user and group live and die there, to try what a sync would do")
    .option("--domain <name>", "with --write: domain of the addresses of throw-away users", "example.invalid")
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

function addSandbox(program: Command): Command {
  return program
    .command("sandbox")
    .description("a SCIM 2.0 service provider on 127.0.0.1 to try things on")
    .option("--port <n>", "port on 127.0.0.1; 0 takes a free one", portNumber, 7643)
    .option("--token <token>", "bearer token; a random one when left out")
    .option(
      "--connector <name>",
      "behave as this profile says the real service does; strictly by the RFCs when left out",
    )
    .option(
      "--seed <n>",
      "a number for the same ids and faults each time; others each time when left out",
      wholeNumber,
    )
    .option("--latency <ms>", "milliseconds before each answer; none when left out", wholeNumber)
    .option(
      "--fault <spec...>",
      "what goes wrong, with its share of requests: 429:0.3, 429-date:0.1, 500:0.05, reset:0.05, lost:0.05, slow:0.02:2000 (ms); or a limit: limit:20:5 (a second, at once), limit:100/1m:POST/Users",
    )
    .option("--quirk <name...>", "what real services do against the RFC; see --list-quirks")
    .option("--replay <file>", "give the answers of a recording (HAR), whatever the token")
    .option("--list-quirks", "show the names and what they mean, and end")
    .option("--db <file>", "keep what it holds in this file (SQLite); in memory when left out")
    .addHelpText("after", exitHelp("done", "usage"));
}
