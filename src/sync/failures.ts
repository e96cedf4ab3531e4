import { isoTime } from "../clock.ts";
import { type FailureCode, remedies } from "../push/failure-code.ts";
import type { JournaledOperation } from "../store/journal-store.ts";
import type { Store } from "../store/store.ts";
import type { RejectedEntry } from "../store/target-store.ts";
import type { ReportedFailure } from "./report.ts";

const most = 1_000;

/** What failed in a run, and records that cannot be mapped. */
export function failuresOf(store: Store, run: string, target: string): readonly ReportedFailure[] {
  const rejected = store.targets.rejected(target, most).map(ofRejected);
  const failed = store.journal.failed(run, most - rejected.length).map(ofOperation);
  return [...rejected, ...failed];
}

function ofRejected({ key, kind, attention }: RejectedEntry): ReportedFailure {
  const { code: noted } = attention;
  const isProtected = attention.reason === "protected";
  const isNamed = noted === "duplicate_name" || noted === "rule_broken";
  const code = isProtected ? "protected" : isNamed ? noted : "mapping_failed";
  return {
    key,
    name: key,
    resource: kind === "user" ? "User" : "Group",
    operation: isProtected ? "protect" : "map",
    code,
    detail: attention.detail,
    remedy: remedies[code],
    nextTryAt: isoTime(attention.due),
  };
}

function ofOperation({ operation, outcome, at }: JournaledOperation): ReportedFailure {
  const code = (outcome?.code ?? "server_error") as FailureCode;
  const { key, name, resource, kind } = operation;
  return {
    key,
    name,
    resource,
    operation: kind,
    code,
    detail: outcome?.detail ?? "",
    remedy: remedies[code],
    nextTryAt: isoTime(at ?? 0),
    ...(outcome?.httpStatus === undefined ? {} : { httpStatus: outcome.httpStatus }),
    ...(outcome?.scimType === undefined ? {} : { scimType: outcome.scimType }),
  };
}
