import type { JsonObject } from "../../canonical.ts";
import { withoutAll } from "../../plan/at-path.ts";
import { readPaths } from "../../plan/attribute-path-set.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { graft } from "../../plan/graft.ts";
import type { Resource } from "../../scim/resource.ts";
import type { ScimError } from "../../scim/scim-error.ts";
import type { Change } from "./change-resource.ts";
import { encodeOperations } from "./encode.ts";
import { encodeWhole } from "./encode-whole.ts";
import { readBack } from "./kept.ts";
import { byTheirValues, isByTypeIn, listsNotKept, onTopOf } from "./on-top-of.ts";
import { putResource } from "./put-resource.ts";
import { apart } from "./requests.ts";
import { saysVersions } from "./patch-version.ts";
import { type Sent, sendPatches } from "./send-patches.ts";
import type { PushSession } from "../session.ts";
import { formFor, isAtStake } from "./sweeping.ts";
import { needsWhole, unproven, type Way } from "./ways.ts";

/** What became of changes that were sent in one way. */
export type Attempt = Sent & {
  /** Those that were sent, worded for what the provider was found to hold. */
  readonly changes: readonly AttributeChange[];
  /** The resource before, where it was read. */
  readonly before?: Resource | undefined;
};

/** Sends the changes in one way. A 404 is believed only when a read says so too: some answer it to a path. */
export async function attempt(
  session: PushSession,
  asked: Change,
  way: Way,
  isSecond: boolean,
): Promise<Attempt> {
  const change = await worded(session, asked);
  if (change === undefined) return { kind: "gone", changes: asked.changes };
  if (change.changes.length === 0) return { kind: "done", answer: change.held, isRead: true, changes: [] };
  const made = await (way === "stated"
    ? sendStated(session, change)
    : way === "whole"
      ? sendWhole(session, change, isSecond)
      : sendPut(session, change, way));
  if (made.kind !== "refused" || (made.error.status !== 404 && made.error.status !== 410)) return made;
  const held = await readBack(session, change.type, change.id);
  return held === undefined ? { kind: "gone", changes: made.changes } : made;
}

/** The change as it can be understood where the types of values are not kept; undefined when the resource is gone. */
async function worded(session: PushSession, change: Change): Promise<Change | undefined> {
  const { type, id, changes, remarks = [] } = change;
  const lists = listsNotKept(remarks);
  if (!changes.some((one) => isByTypeIn(lists, one))) return change;
  const held = change.held ?? (await readBack(session, type, id));
  return held && { ...change, held, changes: byTheirValues(held.attributes, changes, lists) };
}

async function sendPut(session: PushSession, change: Change, way: "put" | "putNull"): Promise<Attempt> {
  const { type, id, changes, held, isOff = false } = change;
  const omission = way === "putNull" ? "keeps" : "clears";
  const options = { omission, active: !isOff, said: saidOf(session, change) } as const;
  const sent = await putResource(session, { type, id, changes, held, ...options });
  return { ...sent, changes, before: held };
}

/** What becomes another value when a PUT leaves it out, as far as we wrote it: a read may not show it. */
function saidOf({ profile, users }: PushSession, { type, asserted = {} }: Change): JsonObject {
  const names = Object.keys(profile.users.putDefaults);
  if (type === "Group" || names.length === 0) return {};
  const kept = withoutAll(asserted, users.policies.secret);
  return graft({}, kept, readPaths(names, kept));
}

/** What is not known to need it is sent in the stated form, unless that did not do. */
async function sendWhole(session: PushSession, change: Change, isSecond: boolean): Promise<Attempt> {
  const { type, id, changes } = change;
  const held = change.held ?? (await readBack(session, type, id));
  if (held === undefined) return { kind: "gone", changes };
  const form = formFor(session, type);
  const whole = isSecond ? changes : needsWhole(session, type, changes);
  const others = changes.filter((one) => !whole.includes(one));
  const operations = [
    ...encodeOperations(others, form),
    ...apart(whole, form.alone).flatMap((part) =>
      encodeWhole(held.attributes, part).map((operation) => ({ operation, changes: part })),
    ),
  ];
  const version = saysVersions(session) ? held.version : undefined;
  return { ...(await sendPatches(session, change, operations, version)), changes, before: held };
}

async function sendStated(session: PushSession, change: Change): Promise<Attempt> {
  const { type, id, changes } = change;
  const form = formFor(session, type);
  const fresh = unproven(session, type, "stated", changes);
  const isRisky = fresh.some((one) => isAtStake(change.asserted, one, form));
  const before = change.held ?? (isRisky ? await readBack(session, type, id) : undefined);
  if (isRisky && before === undefined) return { kind: "gone", changes };
  const version = saysVersions(session) ? before?.version : undefined;
  const first = await sendPatches(session, change, encodeOperations(changes, form), version);
  if (first.kind !== "refused" || !isOutOfDate(first.error)) return { ...first, changes, before };
  const held = await readBack(session, type, id);
  if (held === undefined) return { kind: "gone", changes };
  const rest = changes.filter((one) => !first.done.includes(one));
  const again = onTopOf(held.attributes, rest, session.profile.users.multiValued);
  if (again.length === 0) return { kind: "done", answer: held, isRead: true, changes: [] };
  const ifMatch = first.error.scimType === "noTarget" ? undefined : held.version;
  const second = await sendPatches(session, change, encodeOperations(again, form), ifMatch);
  return { ...second, changes: again, before: held };
}

/** A refusal that only says that our picture of the resource is out of date. */
function isOutOfDate({ status, scimType }: ScimError): boolean {
  return scimType === "noTarget" || status === 412 || status === 428;
}
