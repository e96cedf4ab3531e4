import type { Attention } from "../plan/attention.ts";
import { type Operation, phases } from "../plan/operation.ts";
import type { RecordedOutcome } from "../store/journal-store.ts";
import { tellsNothing } from "./failure-code.ts";
import type { Failure, Outcome } from "./outcome.ts";
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
      store.targets.setAttention(target, operation.entry, attentionFor(session, operation, outcome));
    } else if (outcome.state === "succeeded") {
      store.targets.settle(target, operation.entry, session.run, operation.phase === phases.references);
    }
  });
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

function attentionFor(
  { store, target, run, clock }: PushSession,
  operation: Operation,
  why: Failure,
): Attention {
  const before = store.targets.attention(target, operation.entry);
  // Another operation of this run may have left it in doubt.
  const isOpen =
    before?.reason === "indeterminate" &&
    (tellsNothing.has(why.code) || store.journal.isDoubtful(run, operation.entry));
  const reason = why.state === "indeterminate" || isOpen ? "indeterminate" : "failed";
  const again = before?.code === why.code ? before : undefined;
  const since = again?.since ?? clock.now();
  const detail = `${operation.kind}: ${why.detail}`;
  return { reason, detail, code: why.code, since, due: clock.now(), attempts: (again?.attempts ?? 0) + 1 };
}

function recorded(outcome: Outcome): RecordedOutcome {
  if (outcome.state === "skipped") return { state: "skipped", detail: outcome.detail };
  const members = outcome.members === undefined ? {} : { members: outcome.members };
  if (outcome.state === "succeeded") {
    const { result, notKept = [] } = outcome;
    return { state: "succeeded", result, ...members, ...(notKept.length === 0 ? {} : { notKept }) };
  }
  const { state, code, detail, httpStatus, scimType } = outcome;
  return {
    state,
    code,
    detail,
    ...members,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(scimType === undefined ? {} : { scimType }),
  };
}
