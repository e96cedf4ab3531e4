import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import type { Running } from "./running.ts";
import { addStateRepair } from "./state-repair-commands.ts";

export function addState(program: Command, running: Running): void {
  const faults = ["usage", "usage or config, or the state file has faults"] as const;
  const state = program
    .command("state")
    .description("care of the state file")
    .addHelpText("after", exitHelp("done", faults));
  addStateRepair(state, running);
  state
    .command("backup [file]")
    .description("copy the state to a new file, while a run goes on or not; never over one that is there")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/state-backup.ts")).backUpState));
  state
    .command("verify [file]")
    .description("look through the state file, or a backup of it, for damage and for what cannot be")
    .addHelpText("after", exitHelp("done", faults))
    .action(running(async () => (await import("./commands/state-verify.ts")).verify));
  state
    .command("encrypt")
    .description("write the state file anew, encrypted with the key that encryption.key gives")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/state-encryption.ts")).encryptState));
  state
    .command("decrypt")
    .description("write the state file anew, no longer encrypted")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/state-encryption.ts")).decryptState));
  state
    .command("rekey")
    .description("write the state file anew, encrypted with another key")
    .requiredOption("--new-key-env <name>", "the variable of the environment that holds the new key")
    .addHelpText("after", exitHelp("done", "usage", "locked"))
    .action(running(async () => (await import("./commands/state-encryption.ts")).rekeyState));
}
