import { applyChanges, isEffective } from "../plan/apply-changes.ts";
import type { AttributeChange } from "../plan/change.ts";
import { changesToAdopt } from "../plan/project.ts";
import type { Resource, ResourceType, ScimId } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { encodePatch, encodePut } from "./encode.ts";
import type { PushSession } from "./session.ts";

/** `gone`: the provider has no such resource any more, confirmed by a read. */
export type Changed = "changed" | "gone";

/** Writes the changes by PATCH or PUT. Rejects with `ScimError` or `NetworkError`. */
export async function changeResource(
  session: PushSession,
  type: ResourceType,
  id: ScimId,
  changes: readonly AttributeChange[],
): Promise<Changed> {
  if (changes.length === 0) return "changed";
  return session.verbs.usesPut(type)
    ? putChanges(session, type, id, changes)
    : patchChanges(session, type, id, changes);
}

async function putChanges(
  session: PushSession,
  type: ResourceType,
  id: ScimId,
  changes: readonly AttributeChange[],
): Promise<Changed> {
  const held = await session.client.get(type, id);
  if (held === undefined) return "gone";
  await session.client.replace(type, id, encodePut(type, held.attributes, changes));
  return "changed";
}

async function patchChanges(
  session: PushSession,
  type: ResourceType,
  id: ScimId,
  changes: readonly AttributeChange[],
): Promise<Changed> {
  try {
    await session.client.patch(type, id, encodePatch(changes, session.profile), true);
    return "changed";
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return afterRefusal(session, type, { id, changes, error });
  }
}

interface Refusal {
  readonly id: ScimId;
  readonly changes: readonly AttributeChange[];
  readonly error: ScimError;
}

/** A refusal may only mean that our picture is out of date, or that the provider cannot PATCH. */
async function afterRefusal(
  session: PushSession,
  type: ResourceType,
  { id, changes, error }: Refusal,
): Promise<Changed> {
  const cannotPatch = error.status === 405 || error.status === 501;
  if (cannotPatch && !session.verbs.usesPut(type)) {
    session.verbs.patchRefused(type);
    if (session.verbs.usesPut(type)) return putChanges(session, type, id, changes);
  }
  const outOfDate = error.scimType === "noTarget" || error.status === 412;
  if (error.status !== 404 && error.status !== 410 && !outOfDate) throw error;
  const held = await session.client.get(type, id);
  if (held === undefined) return "gone";
  if (!outOfDate) throw error;
  await session.client.patch(type, id, encodePatch(onTopOf(held, changes, session), session.profile), true);
  return "changed";
}

/** The same wish, worded for what the provider really holds. */
function onTopOf(
  held: Resource,
  changes: readonly AttributeChange[],
  session: PushSession,
): readonly AttributeChange[] {
  const set = changes.filter(({ after }) => after !== undefined);
  const removals = changes.filter(
    (change) => change.after === undefined && isEffective(held.attributes, change),
  );
  const wanted = applyChanges({}, set);
  return [...changesToAdopt(held.attributes, wanted, [], session.profile.users.multiValued), ...removals];
}
