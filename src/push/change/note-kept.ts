import { relationOf } from "../../plan/attribute-path-set.ts";
import type { AttributeChange } from "../../plan/change.ts";
import type { EntryId } from "../../plan/operation.ts";
import { differencesTo, newlyNotSticky, remarksAfter } from "../../plan/not-kept.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import type { NotKept, Remark } from "../../plan/remark.ts";
import type { Resource, ResourceType } from "../../scim/resource.ts";
import { isWhole, readBack } from "./kept.ts";
import type { PushSession } from "../session.ts";

/** A write that succeeded, and what the provider answered. */
export interface Written {
  readonly type: ResourceType;
  readonly entry: EntryId;
  /** Secrets open. */
  readonly sent: readonly AttributeChange[];
  readonly answer: Resource | undefined;
  readonly remarks: readonly Remark[];
  /** Set when the write made it. */
  readonly isNew?: boolean;
}

export interface Kept {
  readonly remarks: readonly Remark[];
  readonly notKept: readonly NotKept[];
}

/**
 * Compares what was sent with what the provider answered. That a value was refused twice is believed only of a read,
 * for an answer to a write may leave things out.
 */
export async function noteKept(session: PushSession, asked: Written): Promise<Kept> {
  const written = { ...asked, sent: asked.sent.filter((one) => tellsSomething(session, asked, one)) };
  const { type, answer, remarks, sent } = written;
  if (answer === undefined || sent.length === 0) return { remarks, notKept: [] };
  if (!isWhole(answer, type)) return noteUnseen(session, written, answer);
  const noted = compare(session, written, answer);
  if (newlyNotSticky(remarks, noted).length === 0) return kept(noted, session.run);
  const read = await readBack(session, type, answer.id);
  return kept(read === undefined ? noted : compare(session, written, read), session.run);
}

/** Whether what is read of an attribute says whether it was kept. */
function tellsSomething(
  { profile, users }: PushSession,
  { type }: Written,
  { path }: AttributeChange,
): boolean {
  if (type === "Group") return true;
  if (profile.users.created === "invited" && path.toLowerCase() === "active") return false;
  const { volatile } = users.policies;
  return volatile.every((one) => relationOf(one, stepsOf(path)) === "apart");
}

/** Where a new account is answered with little more than its id, the first one is read, to see what is kept at all. */
async function noteUnseen(session: PushSession, written: Written, { id }: Resource): Promise<Kept> {
  const { type, remarks, isNew = false } = written;
  if (!isNew || type !== "User" || session.learnt.get("users.create") === "seen")
    return { remarks, notKept: [] };
  session.learnt.learn("users.create", "seen");
  const read = await session.client.get(type, id);
  if (read === undefined) return { remarks, notKept: [] };
  return kept(compare(session, written, read), session.run);
}

function compare(session: PushSession, written: Written, resource: Resource): readonly Remark[] {
  const rules = {
    multiValued: session.profile.users.multiValued,
    secret: session.users.policies.secret,
    seal: session.seal(written.entry),
  };
  const lost = differencesTo(resource.attributes, written.sent, rules);
  return remarksAfter(written.remarks, written.sent, lost, session.run);
}

function kept(remarks: readonly Remark[], run: string): Kept {
  const notKept = remarks.flatMap((remark) =>
    remark.kind === "notKept" && remark.run === run
      ? [{ path: remark.path, sent: remark.sent, found: remark.found, times: remark.times }]
      : [],
  );
  return { remarks, notKept };
}
