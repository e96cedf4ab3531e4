import { UsageError } from "../../errors.ts";
import type { GroupRecord } from "../../store/group-status-store.ts";
import { presentGroup } from "./group-called.ts";
import type { RunReport } from "../report.ts";
import type { RunContext } from "../run-context.ts";
import { runTarget } from "../run-target.ts";
import { type SyncOptions, withDirectory } from "../sync.ts";
import type { Target } from "../target.ts";

/** One group, by its name or source key. */
export interface GroupPushOptions extends Omit<SyncOptions, "mode" | "keys"> {
  readonly name: string;
}

/**
 * Pushes one group now, with all its members: what the target holds of it is read first, and made right under the guards.
 * Without `targets` at each where it is pushed. Throws as `sync` does, and `UsageError` for a group that is pushed nowhere.
 */
export async function pushGroup({ name, ...options }: GroupPushOptions): Promise<readonly RunReport[]> {
  return withDirectory({ ...options, mode: "sync", keys: [] }, "groups push", async (context, targets) => {
    const group = presentGroup(context.store, name);
    const concerned = targets.filter((target) => isPushed(context, target, group));
    if (concerned.length === 0) {
      const where = targets.map(({ config }) => config.id).join(", ");
      throw new UsageError(
        `${group.name} is not pushed to ${where}; name it under groups.push, or link it with \`scimsync groups link\``,
      );
    }
    for (const target of concerned) refusePaused(context, target, group);
    const reports: RunReport[] = [];
    for (const target of concerned) {
      if (context.stop.aborted) break;
      takeBack(context, target, group);
      reports.push(await runGroup(context, target, group));
    }
    return reports;
  });
}

/** Runs one group alone, with all its members. */
export function runGroup(context: RunContext, target: Target, { key }: GroupRecord): Promise<RunReport> {
  return runTarget({ ...context, mode: "only", keys: [key], isGroupPush: true, makesMissing: true }, target);
}

function isPushed({ store, clock }: RunContext, target: Target, { entry, key, name }: GroupRecord): boolean {
  const { id } = target.config;
  const group = store.directory.attributes(entry);
  const word = store.groupWords.word(id, entry);
  if (store.targets.link(id, entry) !== undefined || word?.linkTo !== undefined || word?.letGo !== undefined)
    return true;
  if (group === undefined) return false;
  return target.groups.map(name, { group, key, target: id, now: clock.now() }).kind !== "outOfScope";
}

function refusePaused({ store }: RunContext, target: Target, { entry, name }: GroupRecord): void {
  const { id } = target.config;
  if (store.groupWords.word(id, entry)?.pausedSince === undefined) return;
  throw new UsageError(
    `${name} is paused at ${id}, so nothing of it is sent; \`scimsync groups resume "${name}" --target ${id}\` first`,
  );
}

/** A group that was let go of is pushed to the one it was linked to then, unless that is another's by now. */
function takeBack({ store, clock }: RunContext, target: Target, { entry }: GroupRecord): void {
  const { id } = target.config;
  const { letGo, ...word } = store.groupWords.word(id, entry) ?? {};
  if (letGo === undefined) return;
  store.atOnce(() => {
    const { link } = letGo;
    const isFree = link !== undefined && store.targets.claimedBy(id, "group", link.scimId) === undefined;
    if (isFree) store.targets.putLink(id, "group", entry, { ...link, state: "active", since: clock.now() });
    store.groupWords.setWord(id, entry, word);
  });
}
