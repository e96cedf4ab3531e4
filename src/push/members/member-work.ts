import type { EntryId, MembersOperation } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { Failure } from "../outcome.ts";
import type { RemovalForm } from "./removal-form.ts";
import type { PushSession } from "../session.ts";

/** Somebody to be put into a group or taken out of it. */
export interface Member {
  readonly id: ScimId;
  /** Undefined for those whom the source does not know. */
  readonly entry: EntryId | undefined;
}

/** Members to be added or removed, and how far that has come. */
export interface MemberWork {
  readonly session: PushSession;
  readonly kind: MembersOperation["kind"];
  readonly group: ScimId;
  readonly entry: EntryId;
  readonly members: readonly Member[];
  /** The group is so large that answers shall not tell its members. */
  readonly isLarge: boolean;
  form: RemovalForm;
  /** Those of whom it is known what became. */
  readonly settled: Set<ScimId>;
  done: number;
  readonly failures: MemberFailure[];
  /** The group itself is not there any more, confirmed by a read. */
  gone: boolean;
  /** Why nothing more is tried with this group. */
  stopped: Failure | undefined;
  /** The last failures of members who stood alone, as long as they say the same. */
  alike: { readonly said: string; readonly count: number };
  /** The smallest request that was refused for its size. */
  tooMany: number;
  /** Who was in the group when it was last read, where that is to be compared. */
  seen: ReadonlySet<ScimId> | undefined;
}

export interface MemberFailure {
  readonly member: Member;
  readonly failure: Failure;
}

export function startWork(
  about: Pick<MemberWork, "session" | "kind" | "group" | "entry" | "members" | "isLarge" | "form">,
): MemberWork {
  return {
    ...about,
    settled: new Set(),
    done: 0,
    failures: [],
    gone: false,
    stopped: undefined,
    alike: { said: "", count: 0 },
    tooMany: Number.POSITIVE_INFINITY,
    seen: undefined,
  };
}

export function isOver(work: MemberWork): boolean {
  return work.gone || work.stopped !== undefined;
}

export function unsettled({ settled }: MemberWork, members: readonly Member[]): readonly Member[] {
  return members.filter(({ id }) => !settled.has(id));
}

/** Writes down at once that the members are as they should be. */
export function noteDone(work: MemberWork, members: readonly Member[]): void {
  const { store, target } = work.session;
  const entries = members.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  if (work.kind === "addMembers") store.targets.assertMembers(target, work.entry, entries);
  else store.targets.retractMembers(target, work.entry, entries);
  work.done += members.length;
  for (const { id } of members) work.settled.add(id);
}

export function noteFailed(work: MemberWork, members: readonly Member[], failure: Failure): void {
  for (const member of members) {
    work.settled.add(member.id);
    work.failures.push({ member, failure });
  }
}
