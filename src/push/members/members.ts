import type { LinkOrigin } from "../../plan/link.ts";
import type { EntryId, MembersOperation } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import { type Member, type MemberWork, startWork, unsettled } from "./member-work.ts";
import { groupGone } from "../group-gone.ts";
import { type Failure, failure, type Outcome } from "../outcome.ts";
import { proveRemoval } from "./prove-removal.ts";
import { pushMany } from "./push-chunk.ts";
import { canReadMembers } from "./read-members.ts";
import { formsToTry } from "./removal-form.ts";
import type { PushSession } from "../session.ts";

/** Names shown of members that were not done. */
const shownKeys = 5;

/** Members that a group has at least for its answers to be asked for without them. */
const large = 100;

/**
 * Adds or removes members in chunks. Each chunk that succeeds is remembered at once. A refused chunk is halved until
 * the member that it cannot take stands alone. After a lost answer the group is read before anything is repeated.
 */
export async function pushMembers(session: PushSession, operation: MembersOperation): Promise<Outcome> {
  const { store, target } = session;
  const { kind, entry } = operation;
  const link = store.targets.link(target, entry);
  if (link === undefined) return { state: "skipped", detail: "the group is not there" };
  const blind = refuseBlindList(session, link.origin);
  if (blind !== undefined) return blind;
  const [form] = formsToTry(session);
  const asserted = new Set(store.targets.assertedMembers(target, entry));
  const members = outstanding(session, operation, asserted);
  const isLarge = asserted.size + members.length >= large;
  const work = startWork({ session, kind, group: link.scimId, entry, members, isLarge, form });
  await carryOut(work);
  if (work.gone) return groupGone(session, link.scimId);
  const failed = failureIn(work);
  if (failed !== undefined) return { ...failed, members: work.done };
  return { state: "succeeded", result: kind, link: "keep", members: work.done };
}

/** Takes members out of a group whom the source does not know. Gives why some are left. */
export async function removeStrangers(
  session: PushSession,
  { group, entry, ids }: Pick<MemberWork, "group" | "entry"> & { readonly ids: readonly ScimId[] },
): Promise<Failure | undefined> {
  const [form] = formsToTry(session);
  const members = ids.map((id) => ({ id, entry: undefined }));
  const isLarge = ids.length >= large;
  const work = startWork({ session, kind: "removeMembers", group, entry, members, isLarge, form });
  await carryOut(work);
  return work.gone ? failure("gone", `${group} went away meanwhile`) : failureIn(work);
}

async function carryOut(work: MemberWork): Promise<void> {
  if (work.members.length === 0) return;
  if (work.kind === "removeMembers") await proveRemoval(work);
  await pushMany(work, work.members);
}

/** Those who have an account, and are not yet as they should be. */
function outstanding(
  session: PushSession,
  operation: MembersOperation,
  asserted: ReadonlySet<EntryId>,
): readonly Member[] {
  const { store, target } = session;
  const adding = operation.kind === "addMembers";
  const ids = store.targets.memberIds(target, operation.members);
  return operation.members.flatMap((entry) => {
    const id = ids.get(entry);
    if (id === undefined || asserted.has(entry) === adding) return [];
    return adding && awaitsHand(session, entry) ? [] : [{ entry, id }];
  });
}

/** Whoever is off until somebody at the target switches them on joins their groups then. */
function awaitsHand({ store, target, users }: PushSession, entry: EntryId): boolean {
  if (users.policy.comingBack !== "byHand") return false;
  return store.targets.link(target, entry)?.state === "deactivated";
}

/** PUT names all members; of a group that others filled, and whose members are not told, it would drop theirs. */
export function refuseBlindList(session: PushSession, origin: LinkOrigin): Failure | undefined {
  if (origin === "created" || canReadMembers(session) || !session.verbs.usesPut("Group")) return undefined;
  return failure(
    "unsupported",
    "the group was there before us, its members cannot be read, and PUT would drop them",
  );
}

function failureIn(work: MemberWork): Failure | undefined {
  const { failures, stopped, members, kind } = work;
  const unknown = failures.find((one) => one.failure.state === "indeterminate");
  const first = unknown?.failure ?? stopped ?? failures[0]?.failure;
  if (first === undefined) return undefined;
  const left = unsettled(work, members);
  const undone = [...failures.map(({ member }) => member), ...left];
  const done = kind === "addMembers" ? "added" : "removed";
  if (undone.length === 0) return first;
  const names = namesOf(work, undone);
  return { ...first, detail: `not ${done}: ${names}; ${named(work, first)}${first.detail}` };
}

/** Whom the failure is about, when it is about one of several. */
function named(work: MemberWork, first: Failure): string {
  const about = work.failures.find(({ failure }) => failure === first);
  return about === undefined || work.failures.length === 1 ? "" : `${namesOf(work, [about.member])}: `;
}

function namesOf({ session }: MemberWork, members: readonly Member[]): string {
  const shown = members.slice(0, shownKeys);
  const entries = shown.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  const keys = session.store.directory.keys(entries);
  const names = keys.length === shown.length ? keys : [...keys, ...shown.flatMap(idOfStranger)];
  const more = members.length - shown.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}

function idOfStranger({ id, entry }: Member): readonly string[] {
  return entry === undefined ? [id] : [];
}
