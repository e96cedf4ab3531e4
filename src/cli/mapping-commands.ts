import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import { wholeNumber, withAccept, withTarget } from "./options.ts";
import type { Running } from "./running.ts";

export function addMapping(program: Command, running: Running): void {
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
    .option("--history <n>", "past operations shown for each target", wholeNumber, 5)
    .addHelpText("after", exitHelp("done", "usage", "source", "target", "locked"))
    .action(running(async () => (await import("./commands/explain.ts")).explainKey));
}
