import { Option } from "commander";
import type { Command } from "commander";
import { exitHelp } from "./exit-help.ts";
import type { Running } from "./running.ts";

/** The profiles of services: which there are, and what each says. */
export function addConnectors(program: Command, running: Running): void {
  const connectors = program
    .command("connectors")
    .description("what is known of services")
    .addHelpText("after", exitHelp("done", "usage"));
  connectors
    .command("list", { isDefault: true })
    .description("the shipped profiles: how many settings each states, and how surely")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/connectors-list.ts")).listProfiles));
  connectors
    .command("show <connector>")
    .description("all about a service, of a shipped profile or a file such as ./my-app.yaml")
    .addOption(
      new Option("--starter", "print a config to start with, and nothing else").conflicts("markdown"),
    )
    .option("--markdown", "write the page as Markdown")
    .addHelpText("after", exitHelp("done", "usage"))
    .action(running(async () => (await import("./commands/connectors-show.ts")).showProfile));
  connectors
    .command("probe <target>")
    .description(
      "let throw-away users and groups live at a target of the config, and write a profile of what was seen",
    )
    .option("--save <file>", "write the profile to this file, such as ./my-app.yaml")
    .option("--domain <name>", "domain of the addresses of throw-away users", "example.invalid")
    .addHelpText(
      "after",
      exitHelp(
        "done",
        "usage",
        ["failures", "something was left behind, or the target was too slow"],
        "target",
        "interrupted",
      ),
    )
    .action(running(async () => (await import("./commands/connectors-probe.ts")).probeTarget));
}
