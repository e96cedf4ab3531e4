import type { Check } from "../../source/expect.ts";
import { linkGroup } from "../../sync/groups/link-groups.ts";
import { pushGroup } from "../../sync/groups/push-groups.ts";
import type { GlobalOptions } from "../global-options.ts";
import { plain } from "../render-source-text.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";
import { tellReports } from "./sync.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

export interface PushFlags {
  readonly target: readonly string[];
  readonly allowRemovals?: number;
  readonly accept?: readonly Check[];
}

/** `scimsync groups push`: one group now, with all its members. */
export async function runGroupPush(
  context: Context,
  name: string,
  { target: targets, ...flags }: PushFlags,
): Promise<number> {
  let stopped = false;
  const { options, terminal } = context;
  const runs = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const reports = await pushGroup({ ...engine, name });
    stopped = engine.stop.aborted;
    return reports;
  });
  return tellReports(context, runs, stopped);
}

/** `scimsync groups link`: to one of the target's own, whose members are pushed then. */
export async function runGroupLink(
  context: Context,
  name: string,
  to: string,
  { target: targets, later = false, ...flags }: PushFlags & { readonly later?: boolean },
): Promise<number> {
  let stopped = false;
  const { options, terminal } = context;
  const linked = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const done = await linkGroup({ ...engine, name, to, later });
    stopped = engine.stop.aborted;
    return done;
  });
  const { target, group, displayName, scimId, reports } = linked;
  const what = `${plain(group.name)} [${plain(group.key)}] is linked to ${plain(displayName)} (${plain(scimId)}) at ${target}`;
  const then = later
    ? "its members are pushed by the next sync"
    : "its members are pushed, and nothing else of it";
  if (!options.json && !options.quiet) await terminal.out(`${what}; ${then}\n`);
  return tellReports(context, reports, stopped);
}
