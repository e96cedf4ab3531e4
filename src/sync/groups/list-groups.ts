import { isoTime } from "../../clock.ts";
import type { LinkOrigin } from "../../plan/link.ts";
import type { MemberCounts, PushedGroup, PushState } from "../../store/group-status-store.ts";
import type { Store } from "../../store/store.ts";
import { failureOfRecord } from "../people/failures.ts";
import type { ReportedFailure } from "../report.ts";

/** A group that is pushed to a target, or was, as people read of it. Times in ISO 8601. */
export interface ListedGroup {
  readonly key: string;
  readonly name: string;
  readonly state: PushState;
  readonly since: string;
  /** The group at the target; null when there is none that is known. */
  readonly targetId: string | null;
  readonly displayName: string | null;
  readonly origin: LinkOrigin | null;
  readonly members: MemberCounts;
  /** What it waits for, of one that is pending. */
  readonly waitsFor?: string;
  readonly error?: GroupError;
  /** The source does not have it any more. */
  readonly isGone?: true;
}

export interface GroupError extends Pick<
  ReportedFailure,
  "operation" | "code" | "httpStatus" | "detail" | "remedy" | "since" | "nextTryAt"
> {
  /** When the run began in which it was last tried; null when that is not known any more. */
  readonly triedAt: string | null;
}

export interface TargetGroups {
  readonly target: string;
  readonly counts: Readonly<Partial<Record<PushState, number>>>;
  /** Read as they are asked for, while the store is open; what needs somebody first. */
  list(limit: number): Iterable<ListedGroup>;
}

/** Groups that are pushed to a target, or were, by the state file alone; of some states, or all. */
export function groupsAt(
  store: Store,
  target: string,
  states: readonly PushState[] | undefined,
): TargetGroups {
  const counts = store.groupStatus.count(target);
  return {
    target,
    counts: states === undefined ? counts : Object.fromEntries(states.map((one) => [one, counts[one] ?? 0])),
    *list(limit) {
      for (const group of store.groupStatus.list(target, states, limit))
        yield listed(group, store.groupStatus.members(target, group.entry));
    },
  };
}

function listed(group: PushedGroup, members: MemberCounts): ListedGroup {
  const { key, name, state, link, attention, isGone, word } = group;
  const known = link ?? word?.letGo?.link;
  const asserted = link?.displayName ?? word?.letGo?.link?.asserted["displayName"];
  const hasFailed = state === "failed" || attention?.lastTry !== undefined;
  return {
    key,
    name,
    state,
    since: isoTime(sinceOf(group)),
    targetId: known?.scimId ?? null,
    displayName: typeof asserted === "string" ? asserted : null,
    origin: known?.origin ?? null,
    members,
    ...(state === "pending" && attention !== undefined && { waitsFor: attention.detail }),
    ...(hasFailed && attention !== undefined && { error: errorOf(group, attention) }),
    ...(isGone && { isGone }),
  };
}

function sinceOf({ state, link, attention, word }: PushedGroup): number {
  if (state === "paused") return word?.pausedSince ?? 0;
  if (state === "unlinked") return word?.letGo?.since ?? 0;
  if (state === "active") return link?.since ?? 0;
  return attention?.lastTry?.since ?? attention?.since ?? link?.since ?? 0;
}

function errorOf(
  { entry, key, name, triedAt }: PushedGroup,
  attention: Exclude<PushedGroup["attention"], undefined>,
): GroupError {
  const failure = failureOfRecord({ entry, key, name, kind: "group", attention });
  const { operation, code, httpStatus, detail, remedy, since, nextTryAt } = failure;
  return {
    operation,
    code,
    ...(httpStatus !== undefined && { httpStatus }),
    detail,
    remedy,
    since,
    triedAt: triedAt === undefined ? null : isoTime(triedAt),
    nextTryAt,
  };
}
