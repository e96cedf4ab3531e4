import { readdirSync } from "node:fs";
import type { Command } from "commander";
import type { Terminal } from "../terminal.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { placesOf } from "../completion/words.ts";
import { zshScript } from "../completion/zsh.ts";
import { connectorFolder } from "../connector-folder.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export type Shell = keyof typeof scripts;

/** `scimsync completion SHELL`: the script that the shell sources. */
export async function printCompletion(terminal: Terminal, program: Command, shell: Shell): Promise<number> {
  const connectors = readdirSync(connectorFolder).flatMap(
    (file) => /^(.+)\.yaml$/.exec(file)?.slice(1) ?? [],
  );
  await terminal.out(scripts[shell](placesOf(program), connectors.toSorted()));
  return 0;
}
