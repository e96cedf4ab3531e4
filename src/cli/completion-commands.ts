import { Argument, type Command } from "commander";
import type { Shell } from "./commands/completion.ts";
import { exitHelp } from "./exit-help.ts";
import type { Running } from "./running.ts";

/** Words to type, for shells. */
export function addCompletion(program: Command, running: Running): void {
  program
    .command("completion")
    .description("print a script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", exitHelp("done", "usage"))
    .action(
      running(async () => {
        const { printCompletion } = await import("./commands/completion.ts");
        return ({ terminal }, shell: Shell) => printCompletion(terminal, program, shell);
      }),
    );
}
