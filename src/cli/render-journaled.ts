import { isoTime } from "../clock.ts";
import type { Json } from "../canonical.ts";
import type { AttributeChange } from "../plan/change.ts";
import type { Operation } from "../plan/operation.ts";
import type { JournaledOperation, RecordedOutcome } from "../store/journal-store.ts";
import { causeText } from "./cause-text.ts";
import { shown } from "./render-plan.ts";
import { attributePath } from "./render-resource-value.ts";
import { switchingOffText } from "./switching-text.ts";
import { plain } from "./render-source-text.ts";

/** An operation of the audit trail as people read it: when, what, what became of it, and each change. */
export function describeJournaled({ operation, state, outcome, at }: JournaledOperation): string {
  const when = at === undefined ? "" : `${isoTime(at)} `;
  const changes = changesOf(operation);
  const values = changes.map(
    ({ path, before, after }) => `\n      ${attributePath(path)}: ${text(before)} → ${text(after)}`,
  );
  const lost = (outcome?.notKept ?? []).map(
    ({ path, sent, found }) => `\n      ${plain(path)}: not kept (sent ${text(sent)}, found ${text(found)})`,
  );
  const how = operation.kind === "deactivate" ? switchingOffText(operation) : [];
  const why =
    "cause" in operation ? [causeText(operation), ...how].map((line) => `\n      ${plain(line)}`) : [];
  const what = `${operation.kind} ${operation.resource} ${plain(operation.name)} [${plain(operation.key)}]`;
  const result = outcome?.result ?? outcome?.code ?? outcome?.detail ?? "";
  const ended = `${state}${result === "" ? "" : ` (${plain(result)})`}${answerOf(outcome)}`;
  const said =
    outcome?.code === undefined || outcome.detail === undefined ? [] : [`\n      ${plain(outcome.detail)}`];
  return `  ${when}${what}: ${ended}${[...said, ...why, ...values, ...lost].join("")}`;
}

/** `, POST → HTTP 201`; of a failure the path stands with it. */
function answerOf(outcome: RecordedOutcome | undefined): string {
  const { method, path = "", httpStatus, scimType = "" } = outcome ?? {};
  const asked = method === undefined ? "" : `, ${plain(`${method} ${path}`.trim())}`;
  if (httpStatus === undefined) return asked;
  return `${asked}${asked === "" ? "," : " →"} ${`HTTP ${httpStatus} ${scimType}`.trim()}`;
}

/** What an operation changed, as far as it is written down. */
function changesOf(operation: Operation): readonly AttributeChange[] {
  if (operation.kind === "update") return operation.changes;
  return operation.kind === "deactivate" ? [{ path: "active", before: true, after: false }] : [];
}

function text(value: Json | undefined): string {
  return value === undefined || value === null ? "(none)" : plain(shown(value));
}

/** The same for programs. */
export function auditJson(
  { operation, state, outcome, at }: JournaledOperation,
  members: readonly string[] | undefined,
): object {
  const { entry: _entry, phase: _phase, ...said } = operation;
  const changes = changesOf(operation);
  const named = {
    ...said,
    ...(members === undefined ? {} : { members }),
    ...(changes.length === 0 ? {} : { changes }),
  };
  return { ...named, state, outcome: outcome ?? null, at: at === undefined ? null : isoTime(at) };
}
