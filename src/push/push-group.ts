import { applyChanges } from "../plan/apply-changes.ts";
import { diffResources } from "../plan/diff.ts";
import type { Link } from "../plan/link.ts";
import type { CreateOperation, UpdateOperation } from "../plan/operation.ts";
import { changesToAdopt } from "../plan/project.ts";
import { memberIds, type Resource } from "../scim/resource.ts";
import { changeResource } from "./change-resource.ts";
import { makeResource } from "./make-resource.ts";
import { removeMemberIds } from "./members.ts";
import { noteKept } from "./note-kept.ts";
import { failure, type Outcome } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** Creates the group without its members, who follow in a later phase; or takes over one, if policy says so. */
export async function pushCreateGroup(session: PushSession, operation: CreateOperation): Promise<Outcome> {
  const { attributes, entry } = operation;
  const done = await makeResource(session, { type: "Group", entry, attributes, match: session.groups.match });
  if (done.kind === "failed") return done.failure;
  if (done.kind === "found") return takeOver(session, operation, done.resource);
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
async function takeOver(session: PushSession, operation: CreateOperation, found: Resource): Promise<Outcome> {
  const { store, target, groups } = session;
  const ours = store.targets.wasSent(target, operation.entry);
  if (!ours && groups.existing === "refuse") {
    return failure("group_exists", `${operation.name} is there already as ${found.id}`);
  }
  if (groups.existing === "overwrite" && !session.profile.groups.membersReadable) {
    return failure(
      "unsupported",
      `members of ${found.id} cannot be read, so they cannot be overwritten; use merge`,
    );
  }
  const changes = changesToAdopt(
    found.attributes,
    operation.attributes,
    [],
    session.profile.users.multiValued,
  );
  const changed = await changeResource(session, { type: "Group", id: found.id, changes, held: found });
  if (changed.gone) {
    return { state: "failed", code: "gone", detail: `${found.id} went away meanwhile`, link: "drop" };
  }
  await takeOverMembers(session, operation, found);
  const origin = ours ? "created" : "adopted";
  const put: Link = {
    scimId: found.id,
    origin,
    state: "active",
    asserted: operation.attributes,
    since: session.clock.now(),
  };
  return { state: "succeeded", result: ours ? "created" : "linked", link: { put } };
}

/** Members who are there and wanted count as ours; the others go only with `existing: overwrite`. */
async function takeOverMembers(
  session: PushSession,
  operation: CreateOperation,
  found: Resource,
): Promise<void> {
  const { store, target, run } = session;
  const ids = memberIds(found.attributes);
  const entries = store.targets.entriesOf(target, "user", ids);
  const wanted = new Set(store.journal.plannedMembers(run, operation.entry));
  const known = [...entries.values()].filter((entry) => wanted.has(entry));
  store.targets.assertMembers(target, operation.entry, known);
  if (session.groups.existing !== "overwrite") return;
  const unwanted = ids.filter((id) => !wanted.has(entries.get(id) ?? -1));
  await removeMemberIds(session, found.id, unwanted);
}

/** Renames the group, or changes other attributes of it. */
export async function pushUpdateGroup(session: PushSession, operation: UpdateOperation): Promise<Outcome> {
  const link = session.store.targets.link(session.target, operation.entry);
  if (link === undefined) return { state: "skipped", detail: "is not linked" };
  const { changes } = operation;
  const changed = await changeResource(session, { type: "Group", id: link.scimId, changes });
  if (changed.gone) {
    return { state: "failed", code: "gone", detail: `${link.scimId} is gone at the target`, link: "drop" };
  }
  const { remarks = [] } = link;
  const kept = await noteKept(session, { ...changed, type: "Group", entry: operation.entry, remarks });
  const put: Link = { ...link, asserted: applyChanges(link.asserted, changes), remarks: kept.remarks };
  return { state: "succeeded", result: "updated", link: { put }, notKept: kept.notKept };
}
