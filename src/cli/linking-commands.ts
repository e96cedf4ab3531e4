import { type Command, Option } from "commander";
import { exitHelp } from "./exit-help.ts";
import { wholeNumber, withAccept, withTarget } from "./options.ts";
import type { Running } from "./running.ts";

const asImport = exitHelp("done", "usage", "source", "target", "locked", "interrupted");

/** What is whose: linking what is there, looking at links, and letting go. */
export function addLinking(program: Command, running: Running): void {
  withAccept(program.command("import [target...]"))
    .description(
      "link accounts and groups that are there with the records whose they are; writes nothing to a target",
    )
    .option(
      "--out <file>",
      "write to this CSV file what is there and not in the source, and the other way round",
    )
    .option("--snapshot <file>", "keep what the target holds in this file (NDJSON), without secrets")
    .option("--dry-run", "show what would be linked, and link nothing")
    .option("--limit <n>", "records to be confirmed that are shown for each target", wholeNumber, 50)
    .addHelpText("after", asImport)
    .action(running(async () => (await import("./commands/import.ts")).runImport));
  addLinks(program, running);
  withTarget(program.command("detach <key...>"))
    .description(
      "let go of accounts without touching them; they are not taken again though their owners are in scope",
    )
    .option("--again", "take them again")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/detach.ts")).runDetach));
}

function addLinks(program: Command, running: Running): void {
  const links = program
    .command("links")
    .description("the stored pairs of source key and id at the target")
    .addHelpText("after", exitHelp("done", "usage"));
  withResource(links.command("list [target...]", { isDefault: true }))
    .description("pairs by source key, from the state file alone")
    .option("--key <key...>", "only these source keys")
    .option("--id <id...>", "only these ids at the target")
    .addOption(
      new Option("--state <state>", "only links in this state").choices([
        "active",
        "deactivated",
        "left",
        "detached",
      ]),
    )
    .addOption(
      new Option("--origin <origin>", "only what was made, or was there before").choices([
        "created",
        "adopted",
        "borrowed",
      ]),
    )
    .option("--limit <n>", "links shown for each target; 50, and with --json all", wholeNumber)
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/links-list.ts")).listLinks));
  links
    .command("show <target> <key>")
    .description("one pair, and what was last written to it")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/links-show.ts")).showLink));
  withAccept(withResource(links.command("set <target> <key> <id>")))
    .description("say whose an account or a group is: it is read, and linked without being written to")
    .addHelpText("after", asImport)
    .action(running(async () => (await import("./commands/links-set.ts")).setOne));
  links
    .command("drop <target> <key...>")
    .description("forget pairs; what is there stays, and the next sync looks anew for whose it is")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/links-drop.ts")).dropPairs));
  withAccept(links.command("import <file>"))
    .description(
      "link users by a CSV file with the columns key and targetId, such as another provider exports",
    )
    .option("--target <id>", "the target whose ids they are, where the config has several")
    .option("--out <file>", "write to this CSV file what was not linked")
    .option("--dry-run", "show what would be linked, and link nothing")
    .option("--limit <n>", "records shown", wholeNumber, 50)
    .addHelpText("after", asImport)
    .action(running(async () => (await import("./commands/links-import.ts")).importPairs));
}

function withResource(command: Command): Command {
  return command.addOption(
    new Option("--resource <kind>", "of users or of groups only").choices(["user", "group"]),
  );
}
