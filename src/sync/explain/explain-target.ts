import type { JsonObject } from "../../canonical.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { ExpressionInput } from "../../mapping/expression-input.ts";
import { noPolicies } from "../../plan/attribute-policies.ts";
import type { Attention } from "../../plan/attention.ts";
import type { GuardFinding } from "../../plan/guard.ts";
import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import { hideSealsIn } from "../../plan/secret-values.ts";
import type { SourceKey } from "../../source/record.ts";
import type { PastOperation } from "../../store/journal-store.ts";
import { explainMapping, type MappedPath } from "./explain-mapping.ts";
import { type ExplainedMembers, explainMembers } from "./explain-members.ts";
import { explainGroupScope, explainUserScope, type ScopeClause } from "./explain-scope.ts";
import type { FoundRecord } from "./explained-record.ts";
import { type LeavingDates, leavingDates } from "../people/list-leaving.ts";
import { createPreviewer, type Preview } from "../preview/map-preview.ts";
import { type PlannedOperation, planOnly, type TargetPlan } from "../planning/plan-only.ts";
import { shownResource } from "../preview/preview-rows.ts";
import type { RunContext } from "../run-context.ts";
import type { Target } from "../target.ts";

/** What becomes of a record at one target, and why. */
export interface ExplainedTarget {
  readonly target: string;
  readonly scope: readonly ScopeClause[];
  readonly mapping: readonly MappedPath[];
  /** Undefined when the source does not have the record any more. */
  readonly preview: Preview | undefined;
  readonly link: Link | undefined;
  /** Secrets hidden; undefined without an account. */
  readonly lastSent: JsonObject | undefined;
  /** Why it is thought about again, as it stood before. */
  readonly attention: Attention | undefined;
  /** Groups only. */
  readonly members?: ExplainedMembers;
  /** What a run would do for this record alone. */
  readonly operations: readonly PlannedOperation[];
  /** Requests that would take. */
  readonly requests: number;
  readonly guard: readonly GuardFinding[];
  /** Reasons for not doing what would otherwise be done. */
  readonly skipped: readonly string[];
  /** What a run would note beside. */
  readonly noted: Attention | undefined;
  /** Of an account whose owner leaves or left: why, and what becomes of it when. */
  readonly leaving: LeavingDates | undefined;
  /** What was sent, the latest first; secrets hidden. */
  readonly history: readonly PastOperation[];
}

export interface ExplainSurroundings extends Pick<LoadedConfig, "locate"> {
  /** How many past operations are told. */
  readonly history: number;
}

type Known = Omit<ExplainedTarget, "operations" | "requests" | "guard" | "skipped" | "noted" | "leaving">;

/**
 * Explains records of one key at a target, by their number in the store. Plans for them alone, and takes that back.
 * Throws `TargetError` when the target is not the one of before.
 */
export async function explainTarget(
  context: RunContext,
  target: Target,
  found: readonly FoundRecord[],
  { locate, history }: ExplainSurroundings,
): Promise<ReadonlyMap<EntryId, ExplainedTarget>> {
  const explained = new Map<EntryId, ExplainedTarget>();
  if (found.length === 0) return explained;
  const known = found.map((record) => ({
    record,
    known: knownOf(context, target, record, { locate, history }),
  }));
  const keys = [...new Set(found.map(({ key }) => key))];
  await planOnly({ ...context, mode: "only", keys }, target, (plan: TargetPlan) => {
    const planned = [...plan.operations()];
    for (const { record, known: before } of known) {
      explained.set(record.entry, {
        ...before,
        operations: planned.filter((one) => isAbout(record, one)),
        requests: plan.forecast.requests,
        guard: plan.guard,
        skipped: [...plan.skipped.keys()],
        noted: context.store.targets.attention(target.config.id, record.entry),
        leaving: leavingOf(context, target, record),
      });
    }
  });
  return explained;
}

/** As it stands once the record was thought about anew. */
function leavingOf(
  { store }: RunContext,
  { config }: Target,
  { kind, entry }: FoundRecord,
): LeavingDates | undefined {
  const link = kind === "user" ? store.targets.link(config.id, entry) : undefined;
  return link?.departure === undefined ? undefined : leavingDates(link, link.departure, config.users.policy);
}

/** Of a user also what becomes of their memberships, which are operations on groups. */
function isAbout({ kind, entry, key }: FoundRecord, { operation }: PlannedOperation): boolean {
  const isOfGroup = operation.resource === "Group";
  return operation.entry === entry || (kind === "user" && isOfGroup && operation.key !== (key as SourceKey));
}

function knownOf(
  { store, clock }: RunContext,
  target: Target,
  { entry, ...record }: FoundRecord,
  { locate, history }: ExplainSurroundings,
): Known {
  const { id } = target.config;
  const now = clock.now();
  const link = store.targets.link(id, entry);
  const policies = record.kind === "user" ? target.policies : noPolicies;
  const known = {
    target: id,
    link,
    lastSent: link === undefined ? undefined : shownResource(link.asserted, policies),
    attention: store.targets.attention(id, entry),
    history: store.journal.history(id, entry, history).map((one) => hideSealsIn(one)),
    ...(record.kind === "group" && { members: explainMembers(store, id, entry) }),
  };
  const { kind, key, name = key, attributes, groups } = record;
  if (attributes === undefined) return { ...known, scope: [], mapping: [], preview: undefined };
  const input: ExpressionInput =
    kind === "user"
      ? { user: attributes, key, groups, target: id, now }
      : { group: attributes, key, target: id, now };
  const preview = createPreviewer({ target, now, state: store, directory: store });
  return {
    ...known,
    scope:
      kind === "user"
        ? explainUserScope(target, input, entry, store.directory)
        : explainGroupScope(target, name, input, store.groupWords.word(id, entry)),
    mapping: explainMapping(target, kind, input, locate),
    preview: preview({ kind, key, name, attributes, groups }),
  };
}
