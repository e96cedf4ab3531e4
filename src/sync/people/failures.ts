import { isoTime } from "../../clock.ts";
import { type Attention, never } from "../../plan/attention.ts";
import type { EntryId } from "../../plan/operation.ts";
import { type FailureCode, remedies } from "../../push/failure-code.ts";
import type { DirectoryStore, EntryKind } from "../../store/directory-store.ts";
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
  const placeOf = placesIn(store.directory);
  const placed = (one: FailingEntry) => ({ ...failureOfRecord(one), ...placeOf(one.kind, one.entry) });
  const failed = store.journal.failed(run, most).map((journaled) => {
    const { resource, entry } = journaled.operation;
    const failure = ofOperation(journaled, store.targets.attention(id, entry));
    return { ...failure, ...placeOf(resource === "User" ? "user" : "group", entry) };
  });
  return [...rejected.map(placed), ...failed, ...putOff.map(placed)].slice(0, most);
}

/** Where records stand in the source; nothing for those whom it does not have. All places are read when one is asked for. */
export function placesIn(
  directory: DirectoryStore,
): (kind: EntryKind, entry: EntryId) => Pick<ReportedFailure, "file" | "line"> {
  const known = new Map<EntryKind, ReturnType<DirectoryStore["places"]>>();
  return (kind, entry) => {
    const places = known.get(kind) ?? directory.places(kind);
    known.set(kind, places);
    return places(entry) ?? {};
  };
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
    ...answerIn(lastTry),
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
    ...answerIn(outcome),
  };
}

type Answered = Pick<ReportedFailure, "httpStatus" | "scimType" | "method" | "path" | "requestId">;

/** The same where it may be written down that there is none. */
type Written = { readonly [Name in keyof Answered]: Answered[Name] | undefined };

/** What was asked, and how it was answered. */
function answerIn({ httpStatus, scimType, method, path, requestId }: Written = {}): Answered {
  return {
    ...(httpStatus !== undefined && { httpStatus }),
    ...(scimType !== undefined && { scimType }),
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    ...(requestId !== undefined && { requestId }),
  };
}
