import { UsageError } from "../../errors.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { ScimClient } from "../../scim/client.ts";
import { askByFilter } from "../../scim/find.ts";
import type { Resource, ScimId } from "../../scim/resource.ts";
import { ScimError } from "../../scim/scim-error.ts";
import type { GroupRecord } from "../../store/group-status-store.ts";
import { presentGroup } from "./group-called.ts";
import { connect } from "../open-session.ts";
import { refuseOtherTenant } from "../planning/other-tenant.ts";
import { type GroupPushOptions, runGroup } from "./push-groups.ts";
import { readAtTarget } from "../observe/read-at-target.ts";
import type { RunContext } from "../run-context.ts";
import type { RunReport } from "../report.ts";
import { withDirectory } from "../sync.ts";
import type { Target } from "../target.ts";

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
    refuseOtherTenant({ store, target });
    const found = await readGroup(context, target, to);
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

/** Throws `UsageError` when there is none, with the id where it was called by its name. */
async function readGroup(context: RunContext, target: Target, to: string): Promise<Resource> {
  const { client } = connect(context, target);
  try {
    const found = await readAtTarget(() => getIfThere(client, to));
    if (found !== undefined) return found;
    const named = await readAtTarget(() => askByFilter(client, "Group", "displayName", to));
    const [only, ...more] = named.kind === "answered" ? named.matches : [];
    const isMeant = only !== undefined && more.length === 0;
    const hint = isMeant ? `; the group that is called so has the id ${only.id}` : "";
    throw new UsageError(`${target.config.id} has no group with the id ${to}${hint}; nothing was linked`);
  } finally {
    await client.close();
  }
}

/** Many refuse as malformed what is no id of theirs. */
async function getIfThere(client: ScimClient, id: string): Promise<Resource | undefined> {
  try {
    return await client.get("Group", id as ScimId);
  } catch (error) {
    if (error instanceof ScimError && error.status >= 400 && error.status < 500 && error.status !== 403)
      return undefined;
    throw error;
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
