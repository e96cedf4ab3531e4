import { type Command, Option } from "commander";
import { exitHelp } from "./exit-help.ts";
import { wholeNumber, withAccept } from "./options.ts";
import type { Running } from "./running.ts";

/** What puts the state right when it was lost, or the world around it has changed. */
export function addStateRepair(state: Command, running: Running): void {
  withAccept(state.command("rebuild [target...]"))
    .summary("link what is there again, after the state file was lost")
    .description(
      "the state file was lost: link what is there again; nothing is made or removed until --confirm",
    )
    .option("--confirm", "the links are right: from now on accounts are made and removed again")
    .option("--out <file>", "write to this CSV file what was not linked")
    .option("--dry-run", "show what would be linked, and link nothing")
    .option("--limit <n>", "records to be confirmed that are shown for each target", wholeNumber, 50)
    .addHelpText("after", exitHelp("done", "usage", "source", "target", "locked", "interrupted"))
    .action(running(async () => (await import("./commands/state-rebuild.ts")).rebuildState));
  addReanchor(state, running);
  state
    .command("forget-target <name>")
    .description(
      "forget a target that the config no longer has: its links go, nothing there is touched, its runs stay",
    )
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/state-forget-target.ts")).forgetTarget));
  withAccept(state.command("moved <target>"))
    .description(
      "the same tenant has another baseUrl: read some accounts there by their ids, and go on with it",
    )
    .addHelpText("after", exitHelp("done", "usage", "source", "target", "locked", "interrupted"))
    .action(running(async () => (await import("./commands/state-moved.ts")).acceptMoved));
}

function addReanchor(state: Command, running: Running): void {
  withAccept(state.command("reanchor"))
    .description("the source has other keys for the same people: their links and history stay theirs")
    .option("--map <file>", "CSV file with the columns old and new")
    .option("--by <expression>", "gives the old key of a record as it is read now, such as user.employee_id")
    .addOption(
      new Option("--resource <kind>", "keys of users or of groups")
        .choices(["user", "group"])
        .default("user"),
    )
    .option("--dry-run", "show who would get another key, and change nothing")
    .addHelpText("after", exitHelp("done", "usage", "source", "locked", "interrupted"))
    .action(running(async () => (await import("./commands/state-reanchor.ts")).reanchorState));
}
