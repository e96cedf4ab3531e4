import type { Attention, AttentionReason, FailedTry } from "../plan/attention.ts";
import type { Operation } from "../plan/operation.ts";
import { forPeople, tellsNothing } from "./failure-code.ts";
import type { Failure } from "./outcome.ts";
import { nextTry } from "./retry-schedule.ts";
import type { PushSession } from "./session.ts";

/** Why these records are thought about is another matter, which a schedule must not keep waiting. */
const wantsThought: ReadonlySet<AttentionReason> = new Set(["waiting", "held", "unapplied"]);

/** When and why a record is thought about again of which an operation failed. */
export function attentionAfter(session: PushSession, operation: Operation, why: Failure): Attention {
  const { store, target, run, startedAt, clock } = session;
  const before = store.targets.attention(target, operation.entry);
  const again = before?.lastTry?.run === run ? before : undefined;
  const attempts = again?.attempts ?? (before?.attempts ?? 0) + 1;
  const lastTry = lastTryOf(session, operation, why, attempts > 1 ? before?.lastTry : undefined);
  const since = before?.lastTry?.since ?? clock.now();
  const noted = { detail: why.detail, code: why.code, since, attempts, lastTry: { ...lastTry, since } };
  if (isInDoubt(session, operation, before, why))
    return { ...noted, reason: "indeterminate", due: startedAt };
  const tried = { operation: operation.kind, code: why.code, attempts, from: lastTry.from, now: startedAt };
  const next = nextTry(tried);
  const isUrgent =
    (before !== undefined && wantsThought.has(before.reason)) ||
    (again !== undefined && again.due <= startedAt);
  return isUrgent && !forPeople.has(why.code)
    ? { ...noted, reason: "failed", due: startedAt }
    : { ...noted, ...next };
}

function lastTryOf(
  { run, startedAt }: PushSession,
  { kind, name }: Operation,
  { httpStatus, scimType, request }: Failure,
  before: FailedTry | undefined,
): Omit<FailedTry, "since"> {
  return {
    run,
    operation: kind,
    name,
    // A clock that was put back must not keep anybody waiting.
    from: Math.min(before?.from ?? startedAt, startedAt),
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(scimType === undefined ? {} : { scimType }),
    ...request,
  };
}

/** It may have been done, by this operation, by another of this run, or by one before of which nothing was learnt. */
function isInDoubt(
  { store, run }: PushSession,
  { entry }: Operation,
  before: Attention | undefined,
  why: Failure,
): boolean {
  if (why.state === "indeterminate") return true;
  if (before?.reason !== "indeterminate") return false;
  return before.lastTry?.run === run || tellsNothing.has(why.code) || store.journal.isDoubtful(run, entry);
}
