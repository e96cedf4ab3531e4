import { fateOf } from "../plan/departure.ts";
import { type DeactivateOperation, type Operation, phases } from "../plan/operation.ts";
import { expiry } from "../plan/plan-departure.ts";
import type { RecordedOutcome } from "../store/journal-store.ts";
import { attentionAfter } from "./attention-after.ts";
import type { Outcome } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** Writes down what became of an operation: journal, link and attention in one transaction. */
export function settle(session: PushSession, seq: number, operation: Operation, outcome: Outcome): void {
  const { store, target, clock } = session;
  store.atOnce(() => {
    store.journal.recordOutcome(seq, recorded(outcome), clock.now());
    if (outcome.state !== "skipped") writeLink(session, operation, outcome);
    if (isAnotherAccount(operation, outcome)) {
      store.targets.forgetMemberships(target, operation.entry, clock.now());
      store.targets.reconsiderReferrers(target, operation.entry, clock.now());
    }
    if (outcome.state === "failed" || outcome.state === "indeterminate") {
      store.targets.setAttention(target, operation.entry, attentionAfter(session, operation, outcome));
    } else if (outcome.state === "succeeded") {
      store.targets.settle(target, operation.entry, session.run, operation.phase === phases.references);
      if (operation.kind === "deactivate") noteExpiry(session, operation);
    }
  });
}

/** Or nobody would think of the account when its time is over. */
function noteExpiry(session: PushSession, { entry, cause, departure = "absent" }: DeactivateOperation): void {
  const { store, target, users } = session;
  if (users.policy.deleteAfter === undefined) return;
  const link = store.targets.link(target, entry);
  if (link?.state !== "deactivated" || store.targets.attention(target, entry) !== undefined) return;
  const why = link.departure ?? { cause: departure, reason: cause, since: link.since };
  const fate = fateOf(link, why, users.policy);
  if (fate.kind === "delete") store.targets.setAttention(target, entry, expiry(link.since, fate.due));
}

/** The account has a new id, or is gone: what belonged to the old one is void. */
function isAnotherAccount({ resource }: Operation, outcome: Outcome): boolean {
  if (resource !== "User" || outcome.state === "skipped") return false;
  return outcome.link === "drop" || (outcome.state === "succeeded" && outcome.result === "recreated");
}

function writeLink(
  { store, target }: PushSession,
  operation: Operation,
  outcome: Exclude<Outcome, { state: "skipped" }>,
): void {
  const { link } = outcome;
  if (link === "keep") return;
  if (link === "drop") store.targets.dropLink(target, operation.entry);
  else
    store.targets.putLink(
      target,
      operation.resource === "User" ? "user" : "group",
      operation.entry,
      link.put,
    );
}

/** What the journal keeps of an outcome. */
export function recorded(outcome: Outcome): RecordedOutcome {
  if (outcome.state === "skipped") return { state: "skipped", detail: outcome.detail };
  if (outcome.state === "succeeded") {
    const { state, result, members, notKept, method, httpStatus } = outcome;
    const lost = notKept === undefined || notKept.length === 0 ? undefined : notKept;
    // As JSON it has no word of what is undefined.
    return { state, result, members, method, httpStatus, notKept: lost };
  }
  const members = outcome.members === undefined ? {} : { members: outcome.members };
  const { state, code, detail, httpStatus, scimType, request } = outcome;
  return {
    state,
    code,
    detail,
    ...members,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(scimType === undefined ? {} : { scimType }),
    ...request,
  };
}
