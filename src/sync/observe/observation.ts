import type { EntryId } from "../../plan/operation.ts";

/** What a look at all resources of one type at a target showed, beside what we last wrote. */
export interface Look {
  /** Resources that came. */
  readonly listed: number;
  /** Those among them that are linked. */
  readonly linked: number;
  /** Linked ones that are not as we last wrote them. */
  readonly drifted: number;
  /** Linked ones that are gone; none where the list is not whole, for then absence is not proven. */
  readonly missing: number;
  /** Those among the listed that are not linked: they are left alone. */
  readonly unmanaged: number;
  /** Names of some of these. */
  readonly strangers: readonly string[];
  /** Why the list is not whole; absent when it is. */
  readonly incomplete?: string;
}

/** Members of a linked group that are not as we last wrote them. */
export interface MemberDrift {
  readonly group: EntryId;
  /** Who is in no more. */
  readonly gone: readonly EntryId[];
  /** Who came in; of a group that was there before us they are left alone, and not told. */
  readonly come: readonly EntryId[];
}

/** What the target really holds. Of links themselves the store keeps what was seen. */
export interface Observation {
  readonly users: Look;
  readonly groups: Look;
  readonly members: readonly MemberDrift[];
}

/** The same in numbers. */
export interface Drift {
  readonly users: Look;
  readonly groups: Look;
  readonly members: { readonly groups: number; readonly gone: number; readonly come: number };
}

export function driftOf({ users, groups, members }: Observation): Drift {
  const gone = members.reduce((sum, one) => sum + one.gone.length, 0);
  const come = members.reduce((sum, one) => sum + one.come.length, 0);
  return { users, groups, members: { groups: members.length, gone, come } };
}
