import { UsageError } from "../../errors.ts";
import { nameOf } from "../../push/find/finder.ts";
import { siblingOwner } from "../../push/find/owner.ts";
import type { PushSession } from "../../push/session.ts";
import { textAt } from "../../scim/attribute-value.ts";
import { memberIds, type ResourceType, type ScimId } from "../../scim/resource.ts";
import type { SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { EntryView } from "../../store/target-store.ts";
import { connect, openSession } from "../open-session.ts";
import { refuseOtherTenant } from "../planning/other-tenant.ts";
import { type Planning, selectedPages } from "../planning/planning.ts";
import type { RunContext } from "../run-context.ts";
import { startPlanning } from "../planning/start-planning.ts";
import { type SyncOptions, withDirectory } from "../sync.ts";
import { asUnreadable } from "../observe/read-at-target.ts";
import { refuseInDoubt, returnLeftOpen } from "./left-open.ts";
import { linkFound, stampTenant } from "./link-found.ts";
import { kindOf } from "./meet-resources.ts";
import { wantedPages, type WantedRecord } from "./wanted-records.ts";

/** A pair that somebody confirms. */
export interface StatedLink {
  readonly key: string;
  readonly id: string;
  /** Where a user and a group have the key. */
  readonly kind?: EntryKind;
}

/** What became of it. */
export interface SetLink {
  readonly target: string;
  readonly kind: EntryKind;
  readonly key: string;
  readonly id: ScimId;
  /** What the resource is called there. */
  readonly name: string;
  /** Whether what it holds is other than what is wanted. */
  readonly differs: boolean;
  /** Out of scope, so that the next run deals with it as with that of a leaver. */
  readonly inScope: boolean;
}

/**
 * Links a record with the resource of that id, which is read to be sure of it; nothing is written to the target. Throws
 * `UsageError` when either is taken, not there, or protected, and what `sync` throws.
 */
export async function setLink(options: SyncOptions, stated: StatedLink): Promise<SetLink> {
  return withDirectory(options, "links set", async (context, [target]) => {
    if (target === undefined) throw new UsageError("no target was named");
    const planning = startPlanning(context, target);
    refuseOtherTenant(planning);
    const kind = kindIn(context, stated);
    const record = await recordOf(planning, kind, stated.key);
    refuseTaken(planning, kind, record.view, stated.id as ScimId);
    const { entry, key } = record.view;
    context.store.atOnce(() => returnLeftOpen(context.store, target.config.id, planning.now));
    refuseInDoubt(context.store, { target: target.config.id, entry, key });
    return readAndLink(context, planning, { kind, record, id: stated.id as ScimId });
  });
}

function kindIn({ store }: RunContext, { key, kind }: StatedLink): EntryKind {
  const kinds = (["user", "group"] as const).filter(
    (one) => (kind ?? one) === one && store.directory.find(one, [key as SourceKey]).size > 0,
  );
  const [only] = kinds;
  if (only === undefined)
    throw new UsageError(`the source has never had a user or group with the key ${key}`);
  if (kinds.length > 1)
    throw new UsageError(`a user and a group have the key ${key}; say which with --resource`);
  return only;
}

/** The record with what is wanted of it; of one out of scope nothing is. */
async function recordOf(planning: Planning, kind: EntryKind, key: string): Promise<WantedRecord> {
  const type: ResourceType = kind === "user" ? "User" : "Group";
  for await (const [wanted] of wantedPages(planning, type, [key])) if (wanted !== undefined) return wanted;
  for await (const [view] of selectedPages(planning, kind))
    if (view !== undefined) return { view, resource: undefined };
  throw new UsageError(`the source has never had a ${kind} with the key ${key}`);
}

function refuseTaken(
  { store, target }: Planning,
  kind: EntryKind,
  { key, link }: EntryView,
  id: ScimId,
): void {
  const { id: name } = target.config;
  if (link !== undefined && link.state !== "detached") {
    const other = `; \`scimsync links drop ${name} ${key}\` forgets that first`;
    throw new UsageError(`${key} is linked to ${link.scimId}${link.scimId === id ? " already" : other}`);
  }
  const holder = store.targets.claimedBy(name, kind, id);
  if (holder !== undefined && holder !== key)
    throw new UsageError(
      `${id} is linked to ${holder}; \`scimsync links drop ${name} ${holder}\` forgets that first`,
    );
}

interface Confirmed {
  readonly kind: EntryKind;
  readonly record: WantedRecord;
  readonly id: ScimId;
}

async function readAndLink(context: RunContext, planning: Planning, confirmed: Confirmed): Promise<SetLink> {
  const connection = connect(context, planning.target);
  try {
    return await linkRead(planning, await openSession(context, planning, connection), confirmed);
  } catch (error) {
    throw asUnreadable(error);
  } finally {
    await connection.client.close();
  }
}

/** Of two targets of one place only one keeps an account. */
function refuseSibling(session: PushSession, type: ResourceType, id: ScimId): void {
  const owner = siblingOwner(session, type, id);
  if (owner !== undefined) throw new UsageError(`${id} is linked to ${owner}; nothing was linked`);
}

async function linkRead(
  planning: Planning,
  session: PushSession,
  { kind, record, id }: Confirmed,
): Promise<SetLink> {
  const { store, target, now } = planning;
  const type: ResourceType = kind === "user" ? "User" : "Group";
  refuseSibling(session, type, id);
  const found = await session.client.get(type, id);
  if (found === undefined)
    throw new UsageError(`${target.config.id} has no ${kindOf(type)} with the id ${id}; nothing was linked`);
  const name = textAt(found.attributes, nameOf[type]) ?? id;
  const { view, resource } = record;
  const wantedName = resource && textAt(resource, nameOf[type]);
  if (target.isProtected(view.key, wantedName, id, name))
    throw new UsageError(`${name} is protected (targets.${target.config.id}.protect); nothing was linked`);
  const differs = store.atOnce(() => {
    store.targets.clearMoving();
    stampTenant(planning);
    const members = memberIds(found.attributes);
    const isOther = linkFound(planning, session, { type, record, found, members });
    if (type === "User") store.linking.reconsiderGroups(target.config.id, now);
    return isOther;
  });
  return {
    target: target.config.id,
    kind,
    key: view.key,
    id,
    name,
    differs,
    inScope: resource !== undefined,
  };
}
