import { systemClock } from "../../clock.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { type Said, type Saying, sayOfGroup } from "../../sync/groups/say-of-groups.ts";
import type { GlobalOptions } from "../global-options.ts";
import { plain } from "../render-source-text.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

export interface SayFlags {
  readonly target: readonly string[];
}

/** `scimsync groups unlink`. */
export function unlinkGroup(context: Context, name: string, flags: SayFlags): Promise<number> {
  return say(context, "unlink", name, flags);
}

/** `scimsync groups pause`. */
export function pauseGroup(context: Context, name: string, flags: SayFlags): Promise<number> {
  return say(context, "pause", name, flags);
}

/** `scimsync groups resume`. */
export function resumeGroup(context: Context, name: string, flags: SayFlags): Promise<number> {
  return say(context, "resume", name, flags);
}

async function say(
  { options, terminal }: Context,
  saying: Saying,
  name: string,
  { target: stated }: SayFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const targets = chooseTargets(loaded.config, stated);
  const said = await withStore(loaded, (store) => {
    const lock = store.lock(() => systemClock.now(), `groups ${saying}`);
    try {
      const now = systemClock.now();
      return sayOfGroup(store, saying, { name, targets, isStated: stated.length > 0, now });
    } finally {
      lock.release();
    }
  });
  await tellDone({ options, terminal }, jsonOf(saying, said), `${sentenceOf(saying, said)}\n`);
  return 0;
}

const done = { unlink: "unlinked", pause: "paused", resume: "resumed" } as const;

function jsonOf(saying: Saying, { group: { key, name }, targets }: Said): object {
  return { key, name, done: done[saying], targets };
}

function sentenceOf(saying: Saying, { group, targets }: Said): string {
  const name = plain(group.name);
  const who = `${name} [${plain(group.key)}]`;
  const where = targets.join(", ");
  const undo = (command: string) => `\`scimsync groups ${command} "${name}"\``;
  switch (saying) {
    case "unlink":
      return `${who} is let go of at ${where}: the group there stays as it is, and is not pushed until ${undo("push")}`;
    case "pause":
      return `${who} is paused at ${where}: nothing of it is sent until ${undo("resume")}`;
    case "resume":
      return `${who} is pushed to ${where} again; the next sync sends what piled up, ${undo("push")} at once`;
  }
}
