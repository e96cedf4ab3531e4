import { isoTime } from "../../clock.ts";
import { type Attention, never } from "../../plan/attention.ts";
import { type FailureCode, remedies } from "../../push/failure-code.ts";
import type { JournaledOperation } from "../../store/journal-store.ts";
import type { FailingEntry } from "../../store/target-store.ts";
import { isPartial, type Planning } from "../planning/planning.ts";
import type { FailureState, ReportedFailure } from "../report.ts";

const most = 1_000;

/** What failed in a run, records that cannot be mapped, and those that fail again and again and were not tried. */
export function failuresOf(planning: Planning): readonly ReportedFailure[] {
  const { store, target, run } = planning;
  const { id } = target.config;
  const untried = store.targets
    .untried(id, run, most)
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const rejected = untried.filter(({ attention }) => isLeftAlone(attention.reason));
  const putOff = isPartial(planning) ? [] : untried.filter(({ attention }) => isPutOff(attention.reason));
  const failed = store.journal
    .failed(run, most)
    .map((journaled) => ofOperation(journaled, store.targets.attention(id, journaled.operation.entry)));
  return [...rejected.map(failureOfRecord), ...failed, ...putOff.map(failureOfRecord)].slice(0, most);
}

function isLeftAlone(reason: Attention["reason"]): reason is "rejected" | "protected" {
  return reason === "rejected" || reason === "protected";
}

function isPutOff(reason: Attention["reason"]): boolean {
  return reason === "quarantined" || reason === "givenUp";
}

/** What kept a record from being worked with. */
const by = { rejected: "map", protected: "protect" } as const;

/** What an attention says of a record that fails. */
export function failureOfRecord({ key, kind, name, attention }: FailingEntry): ReportedFailure {
  const { reason, detail, lastTry, since, attempts } = attention;
  const code = reason === "rejected" ? rejectionCode(attention) : codeIn(attention.code);
  return {
    key,
    name,
    resource: kind === "user" ? "User" : "Group",
    operation: isLeftAlone(reason) ? by[reason] : (lastTry?.operation ?? "push"),
    code,
    ...(lastTry?.httpStatus === undefined ? {} : { httpStatus: lastTry.httpStatus }),
    ...(lastTry?.scimType === undefined ? {} : { scimType: lastTry.scimType }),
    detail,
    remedy: remedies[code],
    state: stateOf(reason),
    attempts,
    since: isoTime(lastTry?.since ?? since),
    nextTryAt: nextTryAt(attention),
  };
}

const rejections: ReadonlySet<string | undefined> = new Set([
  "duplicate_name",
  "rule_broken",
  "too_many_members",
]);

function rejectionCode({ code }: Attention): FailureCode {
  return rejections.has(code) ? codeIn(code) : "mapping_failed";
}

/** A code as it was written down, perhaps by another version. */
export function codeIn(code = "no_answer"): FailureCode {
  return code in remedies ? (code as FailureCode) : "server_error";
}

/** Whoever waits for another account is tried in each run. */
export function stateOf(reason: Attention["reason"]): FailureState {
  const isOne = isPutOff(reason) || isLeftAlone(reason) || reason === "indeterminate";
  return isOne ? (reason as FailureState) : "failed";
}

function nextTryAt({ due }: Attention): string | null {
  return due >= never ? null : isoTime(due);
}

function ofOperation(
  { operation, outcome, at = 0 }: JournaledOperation,
  attention: Attention | undefined,
): ReportedFailure {
  const code = codeIn(outcome?.code ?? "server_error");
  const { key, name, resource, kind } = operation;
  return {
    key,
    name,
    resource,
    operation: kind,
    code,
    detail: outcome?.detail ?? "",
    remedy: remedies[code],
    state: attention === undefined ? "failed" : stateOf(attention.reason),
    attempts: attention?.attempts ?? 1,
    since: isoTime(attention?.lastTry?.since ?? at),
    nextTryAt: attention === undefined ? isoTime(at) : nextTryAt(attention),
    ...(outcome?.httpStatus === undefined ? {} : { httpStatus: outcome.httpStatus }),
    ...(outcome?.scimType === undefined ? {} : { scimType: outcome.scimType }),
  };
}
