import { applyChanges } from "../plan/apply-changes.ts";
import { readPaths } from "../plan/attribute-path-set.ts";
import { diffResources } from "../plan/diff.ts";
import { keepingFixed } from "../plan/fixed.ts";
import type { Link } from "../plan/link.ts";
import {
  type CreateOperation,
  type EntryId,
  finishesRenames,
  type UpdateOperation,
} from "../plan/operation.ts";
import { changesToAdopt } from "../plan/project.ts";
import { memberIds, type Resource, type ScimId } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { type Changed, changeResource } from "./change/change-resource.ts";
import { groupGone } from "./group-gone.ts";
import { makeResource } from "./make-resource.ts";
import { refuseBlindList, removeStrangers } from "./members/members.ts";
import { idAfter } from "./find/moved-id.ts";
import { noteKept } from "./change/note-kept.ts";
import { type Failure, failure, failureOf, type Outcome } from "./outcome.ts";
import { canReadMembers, withoutMembers } from "./members/read-members.ts";
import type { PushSession } from "./session.ts";

/** Creates the group without its members, who follow in a later phase; or takes over one, if policy says so. */
export async function pushCreateGroup(session: PushSession, operation: CreateOperation): Promise<Outcome> {
  const { attributes, entry } = operation;
  const sentBefore = session.store.journal.doubtfulCreates(session.target, entry);
  const { match } = session.groups;
  const done = await makeResource(session, { type: "Group", entry, attributes, match, sentBefore });
  if (done.kind === "failed") return done.failure;
  if (done.kind === "found") return takeOver(session, operation, done.resource, done.sent !== undefined);
  const sent = diffResources({}, attributes, session.profile.users.multiValued);
  const kept = await noteKept(session, { type: "Group", entry, sent, answer: done.answer, remarks: [] });
  const put: Link = {
    scimId: done.id,
    origin: "created",
    state: "active",
    asserted: attributes,
    remarks: kept.remarks,
    since: session.clock.now(),
  };
  return { state: "succeeded", result: "created", link: { put }, notKept: kept.notKept };
}

/** A group found after a create of ours was lost is ours; any other needs `existing: merge` or `overwrite`. */
async function takeOver(
  session: PushSession,
  operation: CreateOperation,
  found: Resource,
  wasLost: boolean,
): Promise<Outcome> {
  const { store, target, groups } = session;
  const ours = wasLost || store.targets.wasSent(target, operation.entry);
  if (!ours && groups.existing === "refuse") {
    return failure("group_exists", `${operation.name} is there already as ${found.id}`);
  }
  if (groups.existing === "overwrite" && !canReadMembers(session)) {
    return failure(
      "unsupported",
      `members of ${found.id} cannot be read, so they cannot be overwritten; use merge`,
    );
  }
  const immutable = readPaths(session.profile.groups.immutable, operation.attributes);
  const wanted = keepingFixed(operation.attributes, found.attributes, immutable);
  const changes = changesToAdopt(found.attributes, wanted, [], session.profile.users.multiValued);
  const blind = changes.length === 0 ? undefined : refuseBlindList(session, ours ? "created" : "adopted");
  if (blind !== undefined) return blind;
  const changed = await changeResource(session, { type: "Group", id: found.id, changes, held: found });
  if (changed.gone) {
    return { state: "failed", code: "gone", detail: `${found.id} went away meanwhile`, link: "drop" };
  }
  const left = await takeOverMembers(session, operation, found);
  if (left !== undefined) return left;
  const origin = ours ? "created" : "adopted";
  const put: Link = {
    scimId: found.id,
    origin,
    state: "active",
    asserted: wanted,
    since: session.clock.now(),
  };
  return { state: "succeeded", result: ours ? "created" : "linked", link: { put } };
}

/** Members who are not wanted go only with `existing: overwrite`. Gives why some of these are left. */
async function takeOverMembers(
  session: PushSession,
  operation: CreateOperation,
  found: Resource,
): Promise<Failure | undefined> {
  const unwanted = noteKnownMembers(session, operation.entry, await membersThere(session, found));
  if (session.groups.existing !== "overwrite") return undefined;
  return removeStrangers(session, { group: found.id, entry: operation.entry, ids: unwanted });
}

/**
 * Members who are there and wanted count as ours: added again they would be members twice at some providers. Gives the
 * others.
 */
export function noteKnownMembers(
  { store, target, run }: PushSession,
  group: EntryId,
  ids: readonly ScimId[],
): readonly ScimId[] {
  const entries = store.targets.entriesOf(target, "user", ids);
  const wanted = new Set(store.journal.plannedMembers(run, group));
  const known = [...entries.values()].filter((entry) => wanted.has(entry));
  store.targets.assertMembers(target, group, known);
  return ids.filter((id) => !wanted.has(entries.get(id) ?? -1));
}

/** A list tells less than a read at many providers. */
export async function membersThere(session: PushSession, found: Resource): Promise<readonly ScimId[]> {
  const told = memberIds(found.attributes);
  if (told.length > 0 || !canReadMembers(session)) return told;
  return memberIds((await session.client.get("Group", found.id))?.attributes ?? {});
}

/** Renames the group, or changes other attributes of it. */
export async function pushUpdateGroup(session: PushSession, operation: UpdateOperation): Promise<Outcome> {
  const link = session.store.targets.link(session.target, operation.entry);
  if (link === undefined) return { state: "skipped", detail: "is not linked" };
  const { changes } = operation;
  const blind = refuseBlindList(session, link.origin);
  if (blind !== undefined) return blind;
  const changed = await change(session, operation, link);
  if ("state" in changed) return changed;
  if (changed.gone) return groupGone(session, link.scimId);
  const { remarks = [] } = link;
  const kept = await noteKept(session, { ...changed, type: "Group", entry: operation.entry, remarks });
  const scimId = await idAfter(session, "Group", { ...link, entry: operation.entry, answer: changed.answer });
  const asserted = applyChanges(link.asserted, changes);
  const put: Link = { ...link, scimId, asserted, remarks: kept.remarks };
  const result = finishesRenames(operation.phase) ? "completed" : "updated";
  return { state: "succeeded", result, link: { put }, notKept: kept.notKept };
}

/** A 409 says that the name is taken, or that groups keep theirs; another status may say so. */
async function change(
  session: PushSession,
  { changes }: UpdateOperation,
  { scimId: id }: Link,
): Promise<Changed | Failure> {
  try {
    return await changeResource(session, { type: "Group", id, changes });
  } catch (error) {
    const name = changes.find(({ path }) => path === "displayName")?.after;
    if (!(error instanceof ScimError) || typeof name !== "string") throw error;
    const mayMean = session.profile.matching.conflictStatuses.includes(error.status);
    if (error.status !== 409 && !mayMean) throw error;
    const named = await session.client.find("Group", "displayName", name, withoutMembers(session));
    const holder = named.find((group) => group.id !== id);
    if (holder === undefined && error.status !== 409) throw error;
    const why =
      holder === undefined ? `the target refuses to rename ${id}` : `the name is held by ${holder.id}`;
    const refused = failureOf(error);
    return { ...refused, code: "conflict", detail: `${why}: ${refused.detail}` };
  }
}
