import { isoTime } from "../clock.ts";
import { type Attention, never } from "../plan/attention.ts";
import type { Link } from "../plan/link.ts";
import { hideSealsIn } from "../plan/secret-values.ts";
import type { PastOperation } from "../store/journal-store.ts";
import type { ExplainedTarget } from "../sync/explain/explain-target.ts";
import type { Explanation } from "../sync/explain/explain.ts";
import { operationJson } from "../sync/plan-file/operation-json.ts";
import { answerOf } from "./render-answer.ts";
import { auditJson } from "./render-journaled.ts";
import { previewJson } from "./render-preview.ts";

/** An explanation as a part of a JSON document. */
export function explanationJson({ record, targets }: Explanation, now: number): object {
  const { kind, key, name = null, place = null, attributes = null, groups } = record;
  const source = { place, attributes, ...(kind === "user" && { groups }) };
  return {
    kind,
    key,
    name,
    source,
    targets: targets.map((one) => ({ answer: answerOf(one, kind, now), ...targetJson(one) })),
  };
}

function targetJson(explained: ExplainedTarget): object {
  const { target, scope, mapping, preview, link, lastSent, members, guard, skipped, requests } = explained;
  return {
    target,
    ...(preview === undefined ? { outcome: "absent" } : outcomeJson(preview)),
    scope,
    mapping,
    account: link === undefined ? null : accountJson(link),
    lastSent: lastSent ?? null,
    ...(members !== undefined && { members }),
    leaving: explained.leaving ?? null,
    attention: attentionJson(explained.attention),
    operations: explained.operations.map(operationJson),
    requests,
    guard,
    skipped,
    noted: attentionJson(explained.noted),
    history: explained.history.map(pastJson),
  };
}

/** What a preview says beside what stands in the explanation already. */
function outcomeJson(preview: NonNullable<ExplainedTarget["preview"]>): object {
  const {
    kind: _kind,
    key: _key,
    account: _account,
    ...outcome
  } = previewJson(preview) as Record<string, unknown>;
  return outcome;
}

function accountJson({ scimId: id, origin, state, since, leavingSince, remarks = [] }: Link): object {
  const leaving = leavingSince === undefined ? {} : { leavingSince: isoTime(leavingSince) };
  return { id, origin, state, since: isoTime(since), ...leaving, remarks: hideSealsIn(remarks) };
}

/** An operation as `runs show` has it, and the run that it belongs to. */
function pastJson({ run, mode, ...journaled }: PastOperation): object {
  return { run, mode, ...auditJson(journaled, undefined) };
}

function attentionJson(attention: Attention | undefined): object | null {
  if (attention === undefined) return null;
  const { since, due, lastTry, ...said } = attention;
  const times = { since: isoTime(since), due: due >= never ? null : isoTime(due) };
  if (lastTry === undefined) return { ...said, ...times };
  const { run, operation, httpStatus, scimType, method, path } = lastTry;
  return { ...said, ...times, lastTry: { run, operation, httpStatus, scimType, method, path } };
}
