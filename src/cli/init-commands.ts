import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import type { Running } from "./running.ts";

/** The first command of all. */
export function addInit(program: Command, running: Running): void {
  program
    .command("init")
    .description("write a config to begin with, from a file with people and a connector; asks on a terminal")
    .option("--source <file>", "the file with the people: .csv, .ldif or .json")
    .option("--key <name>", "the attribute that never changes; guessed when left out")
    .option("--connector <name>", "the service; any SCIM 2.0 service when left out")
    .option("--target <id>", "what the target is called; the connector's name when left out")
    .option("--url <url>", "where SCIM begins there; the connector's when left out")
    .option(
      "--token-env <name>",
      "the environment variable with the credential; as the connector calls it when left out",
    )
    .addHelpText("after", exitHelp("done", "usage", "source"))
    .action(running(async () => (await import("./commands/init.ts")).init));
}
