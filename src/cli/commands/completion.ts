import type { Command } from "commander";
import type { Terminal } from "../terminal.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { placesOf } from "../completion/words.ts";
import { zshScript } from "../completion/zsh.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export type Shell = keyof typeof scripts;

/** `scimsync completion SHELL`: the script that the shell sources. */
export async function printCompletion(terminal: Terminal, program: Command, shell: Shell): Promise<number> {
  await terminal.out(scripts[shell](placesOf(program)));
  return 0;
}
