import { applyChanges, isEffective } from "../plan/apply-changes.ts";
import type { AttributeChange } from "../plan/change.ts";
import { changesToAdopt } from "../plan/project.ts";
import type { Resource, ResourceType, ScimId } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { encodePatch, encodePut } from "./encode.ts";
import type { PushSession } from "./session.ts";

export type Changed =
  /** The provider has no such resource any more, confirmed by a read. */
  | { readonly gone: true }
  | {
      readonly gone: false;
      readonly sent: readonly AttributeChange[];
      /** The resource as the provider says it is now; some say nothing. */
      readonly answer: Resource | undefined;
    };

const gone = { gone: true } as const;

/** What is to be changed; `held` is what the provider was just seen to hold, when somebody looked. */
export interface Change {
  readonly type: ResourceType;
  readonly id: ScimId;
  readonly changes: readonly AttributeChange[];
  readonly held?: Resource;
}

/** Writes the changes by PATCH or PUT. Rejects with `ScimError` or `NetworkError`. */
export async function changeResource(session: PushSession, change: Change): Promise<Changed> {
  if (change.changes.length === 0) return { gone: false, sent: [], answer: undefined };
  return session.verbs.usesPut(change.type) ? putChanges(session, change) : patchChanges(session, change);
}

async function putChanges(session: PushSession, { type, id, changes, held }: Change): Promise<Changed> {
  const current = held ?? (await session.client.get(type, id));
  if (current === undefined) return gone;
  const answer = await session.client.replace(type, id, encodePut(type, current.attributes, changes));
  return { gone: false, sent: changes, answer };
}

async function patchChanges(session: PushSession, change: Change): Promise<Changed> {
  const { type, id, changes } = change;
  try {
    const answer = await session.client.patch(type, id, encodePatch(changes, session.profile), true);
    return { gone: false, sent: changes, answer };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return afterRefusal(session, change, error);
  }
}

/** A refusal may only mean that our picture is out of date, or that the provider cannot PATCH. */
async function afterRefusal(session: PushSession, change: Change, error: ScimError): Promise<Changed> {
  const { type, id, changes } = change;
  const cannotPatch = error.status === 405 || error.status === 501;
  if (cannotPatch && !session.verbs.usesPut(type)) {
    session.verbs.patchRefused(type);
    if (session.verbs.usesPut(type)) return putChanges(session, change);
  }
  const outOfDate = error.scimType === "noTarget" || error.status === 412;
  if (error.status !== 404 && error.status !== 410 && !outOfDate) throw error;
  const held = await session.client.get(type, id);
  if (held === undefined) return gone;
  if (!outOfDate) throw error;
  const again = onTopOf(held, changes, session);
  if (again.length === 0) return { gone: false, sent: [], answer: undefined };
  const answer = await session.client.patch(type, id, encodePatch(again, session.profile), true);
  return { gone: false, sent: again, answer };
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
