import type { PushState } from "../../store/group-status-store.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { groupsAt, type TargetGroups } from "../../sync/groups/list-groups.ts";
import { fitted } from "../fit-lines.ts";
import type { GlobalOptions } from "../global-options.ts";
import { groupHead, groupLines, groupTail } from "../render-groups.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";
import { type TargetList, writeTargetLists } from "../write-target-lists.ts";

export interface ListFlags {
  readonly state: readonly PushState[];
  readonly limit: number;
}

/** `scimsync groups list`: counts by state, then groups, written as they are read, however many there are. */
export async function listGroups(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  targets: readonly string[],
  { state, limit }: ListFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const ids = chooseTargets(loaded.config, targets);
  await withStore(loaded, async (store) => {
    const found = ids.map((id) => groupsAt(store, id, state.length === 0 ? undefined : state));
    if (options.json) await writeTargetLists(terminal, "groups", listsOf(found, limit));
    else for (const one of found) await writeText(one, limit, terminal);
  });
  return 0;
}

async function writeText(groups: TargetGroups, limit: number, terminal: Terminal): Promise<void> {
  const now = Date.now();
  await terminal.out(fitted(groupHead(groups), terminal));
  for (const group of groups.list(limit))
    await terminal.out(fitted(groupLines(group, terminal, now), terminal));
  await terminal.out(fitted(groupTail(groups, limit), terminal));
}

function listsOf(found: readonly TargetGroups[], limit: number): readonly TargetList[] {
  return found.map((one) => {
    const { target, counts } = one;
    return { head: { target, counts }, rows: one.list(limit) };
  });
}
