import type { JsonObject } from "../canonical.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { Place } from "../directory/seen-entries.ts";
import type { ExpressionInput } from "../mapping/expression-input.ts";
import { noPolicies } from "../plan/attribute-policies.ts";
import type { Attention } from "../plan/attention.ts";
import type { GuardFinding } from "../plan/guard.ts";
import type { Link } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { Attributes, SourceKey } from "../source/record.ts";
import type { EntryKind } from "../store/directory-store.ts";
import type { Store } from "../store/store.ts";
import { explainMapping, type MappedPath } from "./explain-mapping.ts";
import { type ExplainedMembers, explainMembers } from "./explain-members.ts";
import { explainGroupScope, explainUserScope, type ScopeClause } from "./explain-scope.ts";
import { createPreviewer, type Preview } from "./map-preview.ts";
import { type PlannedOperation, planOnly } from "./plan-only.ts";
import { shownResource } from "./preview-rows.ts";
import type { RunContext } from "./run-context.ts";
import { hideAttributes, secretAttributes } from "./secret-attributes.ts";
import { type SyncOptions, withDirectory } from "./sync.ts";
import type { Target } from "./target.ts";

/** Everything that is known of a record, and what becomes of it at each target. */
export interface Explanation {
  readonly record: ExplainedRecord;
  readonly targets: readonly ExplainedTarget[];
}

/** A record of the source, or what is left of one that is gone. */
export interface ExplainedRecord {
  readonly kind: EntryKind;
  readonly key: string;
  /** Groups only. */
  readonly name?: string;
  /** Where it stands in its source; undefined when it is gone. */
  readonly place: Place | undefined;
  /** Undefined when it is gone. Hidden are those from which secrets are made. */
  readonly attributes: Attributes | undefined;
  /** Users only: names of all groups, nested ones included. */
  readonly groups: readonly string[];
}

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
}

export interface ExplainOptions extends Omit<SyncOptions, "mode" | "keys"> {
  readonly key: string;
}

/**
 * Explains the user and the group with a key, most often one of them; none when there is nothing to say. Reads the
 * sources as `plan` does, and keeps nothing of what it plans. Throws as `plan` does.
 */
export async function explain({ key, ...options }: ExplainOptions): Promise<readonly Explanation[]> {
  return withDirectory({ ...options, mode: "sync", keys: [] }, async (context, targets) => {
    const found = entriesWith(context.store, key, targets);
    const targetsOf = new Map(found.map(({ entry }) => [entry, [] as ExplainedTarget[]]));
    for (const target of targets) {
      for (const [entry, explained] of await explainAt(context, target, found, options.loaded.locate)) {
        targetsOf.get(entry)?.push(explained);
      }
    }
    const secret = secretAttributes(options.loaded.config.targets);
    return found.map(({ entry, ...record }) => ({
      record: { ...record, attributes: record.attributes && hideAttributes(record.attributes, secret) },
      targets: targetsOf.get(entry) ?? [],
    }));
  });
}

interface Found extends ExplainedRecord {
  readonly entry: EntryId;
}

/** Present, or gone and yet known at a target; a key that only a membership mentions is no record. */
function entriesWith(store: Store, key: string, targets: readonly Target[]): readonly Found[] {
  const sourceKey = key as SourceKey;
  return (["user", "group"] as const).flatMap((kind) => {
    const entry = store.directory.find(kind, [sourceKey]).get(sourceKey);
    if (entry === undefined) return [];
    const isKnown = targets.some(
      ({ config }) => store.targets.link(config.id, entry.id) ?? store.targets.attention(config.id, entry.id),
    );
    return entry.present || isKnown ? [foundOf(store, kind, key, entry.id)] : [];
  });
}

function foundOf(store: Store, kind: EntryKind, key: string, entry: EntryId): Found {
  const attributes = store.directory.attributes(entry);
  const name = attributes?.["name"];
  return {
    entry,
    kind,
    key,
    ...(kind === "group" && typeof name === "string" && { name }),
    place: attributes === undefined ? undefined : store.directory.placeOf(kind, entry),
    attributes,
    groups: kind === "user" ? (store.targets.groupsOf([entry]).get(entry) ?? []) : [],
  };
}

type Known = Omit<ExplainedTarget, "operations" | "requests" | "guard" | "skipped" | "noted">;

async function explainAt(
  context: RunContext,
  target: Target,
  found: readonly Found[],
  locate: LoadedConfig["locate"],
): Promise<ReadonlyMap<EntryId, ExplainedTarget>> {
  const explained = new Map<EntryId, ExplainedTarget>();
  if (found.length === 0) return explained;
  const known = found.map((record) => ({ record, known: knownOf(context, target, record, locate) }));
  const keys = [...new Set(found.map(({ key }) => key))];
  await planOnly({ ...context, mode: "only", keys }, target, ({ operations, forecast, guard, skipped }) => {
    const planned = [...operations()];
    for (const { record, known: before } of known) {
      explained.set(record.entry, {
        ...before,
        operations: planned.filter((one) => isAbout(record, one)),
        requests: forecast.requests,
        guard,
        skipped: [...skipped.keys()],
        noted: context.store.targets.attention(target.config.id, record.entry),
      });
    }
  });
  return explained;
}

/** Of a user also what becomes of their memberships, which are operations on groups. */
function isAbout({ kind, entry, key }: Found, { operation }: PlannedOperation): boolean {
  const isOfGroup = operation.resource === "Group";
  return operation.entry === entry || (kind === "user" && isOfGroup && operation.key !== (key as SourceKey));
}

function knownOf(
  { store, clock }: RunContext,
  target: Target,
  { entry, ...record }: Found,
  locate: LoadedConfig["locate"],
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
    ...(record.kind === "group" && { members: explainMembers(store, id, entry) }),
  };
  const { kind, key, name = key, attributes, groups } = record;
  if (attributes === undefined) return { ...known, scope: [], mapping: [], preview: undefined };
  const input: ExpressionInput =
    kind === "user" ? { user: attributes, groups, target: id, now } : { group: attributes, target: id, now };
  const preview = createPreviewer({ target, now, state: store, directory: store });
  return {
    ...known,
    scope:
      kind === "user"
        ? explainUserScope(target, input, entry, store.directory)
        : explainGroupScope(target, name, input),
    mapping: explainMapping(target, kind, input, locate),
    preview: preview({ kind, key, name, attributes, groups }),
  };
}
