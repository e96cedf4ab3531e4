import { UsageError } from "../errors.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { Resource, ScimId } from "../scim/resource.ts";
import type { GroupRecord } from "../store/group-status-store.ts";
import { presentGroup } from "./group-called.ts";
import { connect } from "./open-session.ts";
import type { RunReport } from "./report.ts";
import type { RunContext } from "./run-context.ts";
import { runTarget } from "./run-target.ts";
import { type SyncOptions, withDirectory } from "./sync.ts";
import type { Target } from "./target.ts";

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

/** What a link to a group of the target's own led to. */
export interface GroupLinked {
  readonly target: string;
  readonly group: GroupRecord;
  readonly scimId: ScimId;
  /** What it is called at the target. */
  readonly displayName: string;
  /** None when its members are left to the next sync. */
  readonly reports: readonly RunReport[];
}

export interface GroupLinkOptions extends GroupPushOptions {
  /** Id of the group at the target. */
  readonly to: string;
  /** Leave the members to the next sync. */
  readonly later: boolean;
}

/**
 * Links one group to one of the target's own, which is read first: its members are pushed from then on, and nothing else
 * of it is written. Throws as `sync` does, and `UsageError` when it cannot be.
 */
export async function linkGroup({ name, to, later, ...options }: GroupLinkOptions): Promise<GroupLinked> {
  return withDirectory({ ...options, mode: "sync", keys: [] }, "groups link", async (context, targets) => {
    const [target, ...others] = targets;
    if (target === undefined || others.length > 0)
      throw new UsageError("say with --target at which target; ids differ from one to the next");
    const { store, clock } = context;
    const group = presentGroup(store, name);
    const { id } = target.config;
    const found = await readGroup(context, target, to);
    if (found === undefined) throw new UsageError(`${id} has no group with the id ${to}; nothing was linked`);
    const displayName = textAt(found.attributes, "displayName") ?? to;
    refuseTaken(context, target, { group, found, displayName });
    store.atOnce(() => {
      const { letGo: _over, ...word } = store.groupWords.word(id, group.entry) ?? {};
      store.groupWords.setWord(id, group.entry, { ...word, linkTo: found.id });
      const now = clock.now();
      const detail = `linked to ${displayName} (${found.id}), and its members wait to be sent`;
      store.targets.setAttention(id, group.entry, {
        reason: "unfinished",
        detail,
        since: now,
        due: now,
        attempts: 0,
      });
    });
    const reports = later ? [] : [await runGroup(context, target, group)];
    return { target: id, group, scimId: found.id, displayName, reports };
  });
}

function runGroup(context: RunContext, target: Target, { key }: GroupRecord): Promise<RunReport> {
  return runTarget({ ...context, mode: "only", keys: [key], isGroupPush: true, makesMissing: true }, target);
}

function isPushed({ store, clock }: RunContext, target: Target, { entry, name }: GroupRecord): boolean {
  const { id } = target.config;
  const group = store.directory.attributes(entry);
  const word = store.groupWords.word(id, entry);
  if (store.targets.link(id, entry) !== undefined || word?.linkTo !== undefined || word?.letGo !== undefined)
    return true;
  if (group === undefined) return false;
  return target.groups.map(name, { group, target: id, now: clock.now() }).kind !== "outOfScope";
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

async function readGroup(context: RunContext, target: Target, to: string): Promise<Resource | undefined> {
  const { client } = connect(context, target);
  try {
    return await client.get("Group", to as ScimId);
  } finally {
    await client.close();
  }
}

interface Wanted {
  readonly group: GroupRecord;
  readonly found: Resource;
  readonly displayName: string;
}

function refuseTaken({ store }: RunContext, target: Target, { group, found, displayName }: Wanted): void {
  const { id } = target.config;
  if (target.isProtected(group.key, group.name, found.id, displayName))
    throw new UsageError(`${displayName} (${found.id}) is protected at ${id}; nothing was linked`);
  const holder = store.targets.claimedBy(id, "group", found.id);
  if (holder === undefined || holder === group.key) return;
  throw new UsageError(
    `${displayName} (${found.id}) is linked to ${holder} at ${id}; \`scimsync groups unlink ${holder} --target ${id}\` first`,
  );
}
