import { Command, CommanderError, type HelpConfiguration, Option } from "commander";
import {
  ConfigError,
  formatProblem,
  LockedError,
  SourceError,
  StalePlanError,
  StateError,
  StoppedError,
  TargetError,
  UsageError,
} from "../errors.ts";
import { exitCodes } from "../sync/exit-code.ts";
import { levels } from "./logger.ts";
import { addCommands } from "./commands.ts";
import { plain } from "./render-source-text.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** Runs one command line and gives its exit code. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = createProgram(
    terminal,
    asksForHelp(args) ? (await import("./help/help-format.ts")).helpFormat() : {},
  );
  addCommands(program, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    terminal.progress("");
    return explain(error, terminal);
  }
}

/** What help says beyond names and options is loaded for those who ask for it. */
function asksForHelp(args: readonly string[]): boolean {
  return args.length === 0 || args[0] === "help" || args.includes("--help") || args.includes("-h");
}

/** Longer lines are no longer read with ease. */
const widestHelp = 100;

/** The program without its commands. `help` says how help texts are laid out. */
export function createProgram(terminal: Terminal, help: HelpConfiguration = {}): Command {
  const helpWidth = () => Math.min(widestHelp, terminal.columns ?? 80);
  return new Command("scimsync")
    .description("Pushes an internal directory to SCIM 2.0 service providers: read, plan, guard, push.")
    .option("-c, --config <file>", "config file (YAML)", "scimsync.yaml")
    .option("--json", "results as JSON on stdout", false)
    .option("--quiet", "print trouble alone, and what was asked for", false)
    .addOption(
      new Option("--log-level <level>", "what is logged, from this level on").choices(levels).default("warn"),
    )
    .addOption(
      new Option("--log-format <format>", "how it is logged on stderr")
        .choices(["pretty", "json"])
        .default("pretty"),
    )
    .option("--log-file <file>", "log to the end of this file, as JSON, in place of stderr")
    .version(version(), "--version", "print the version")
    .configureHelp(help)
    .configureOutput({
      getOutHelpWidth: helpWidth,
      getErrHelpWidth: helpWidth,
      writeOut: (text) => void terminal.out(text),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showHelpAfterError("(scimsync --help tells what there is)")
    .exitOverride();
}

/** Says on stderr what went wrong, in the user's terms, and which exit code that is. */
function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof ConfigError || error instanceof SourceError) {
    for (const problem of error.problems)
      terminal.note(formatProblem({ ...problem, message: plain(problem.message) }));
    if (error instanceof ConfigError) return exitCodes.usage;
    terminal.note("source refused: it could not be read whole, so nothing was sent and nothing was changed");
    return exitCodes.source;
  }
  if (error instanceof StoppedError) {
    terminal.note(`interrupted (${error.message}): nothing was sent, and nothing was changed`);
    return exitCodes.interrupted;
  }
  const known = knownCode(error);
  if (known !== undefined) {
    const { message } = error as Error;
    // A provider may have said part of it.
    terminal.note(`error: ${error instanceof TargetError ? plain(message) : message}`);
    return known;
  }
  terminal.note(
    `this is a bug in scimsync: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return exitCodes.bug;
}

function knownCode(error: unknown): number | undefined {
  if (error instanceof UsageError || error instanceof StateError) return exitCodes.usage;
  if (error instanceof TargetError) return exitCodes.target;
  if (error instanceof LockedError) return exitCodes.locked;
  return error instanceof StalePlanError ? exitCodes.stale : undefined;
}
