import type { TargetConfig } from "../../config/config.ts";
import { mayBeWorthListing, spotChecks } from "../../push/find/worth-listing.ts";
import { type Ahead, countAhead } from "../../scim/pace/ahead.ts";
import { endpoints, type ResourceType } from "../../scim/resource.ts";
import type { OperationTally } from "../../store/journal-store.ts";
import { writeCosts } from "./request-cost.ts";
import { statedMs } from "./stated-pace.ts";
import type { TargetKnowledge } from "./target-knowledge.ts";

/** Requests, and how long they take. */
export interface Span {
  readonly requests: number;
  /** At the stated rates; null when none is stated and so only the target's own speed counts. */
  readonly seconds: number | null;
}

/** What a plan will cost: at most so many requests, repeats not counted. */
export interface Forecast extends Span {
  /** The same where one short list serves to look for those who are to be made; absent where there is no choice. */
  readonly listed?: Span;
}

/**
 * Counts the requests of a plan, with look-ups, and with what is looked at once a target. `known`: what need not be
 * looked at any more. What the provider allows in bulk is not known yet, so creates go together as far as the connector
 * allows.
 */
export function forecastOf(
  tally: readonly OperationTally[],
  config: TargetConfig,
  known: TargetKnowledge,
): Forecast {
  const planned = tally.filter(({ state }) => state === "planned");
  const writes = planned.flatMap((row) => writesOf(row, config, known));
  const besides = known.usesBulk ? savedMembers(planned, config) : [];
  if (countAhead(writes) === 0) return spanOf([], config);
  const work = [...openings(known), ...proofs(planned, config, known), ...writes, ...besides];
  const types = (["User", "Group"] as const).map((type) => lookUpsOf(type, planned, known));
  const filtered = spanOf([...work, ...types.flatMap(({ filtered }) => filtered)], config);
  if (types.every(({ listed }) => listed === undefined)) return filtered;
  const shortest = types.flatMap(({ filtered, listed }) => listed ?? filtered);
  return { ...filtered, listed: spanOf([...work, ...shortest], config) };
}

function spanOf(costs: readonly Ahead[], { limits }: TargetConfig): Span {
  const ms = statedMs(limits, costs);
  return { requests: countAhead(costs), seconds: ms === undefined ? null : Math.ceil(ms / 1000) };
}

/** The writes of operations of one kind, together where that is to be done. */
export function writesOf(
  row: OperationTally,
  config: TargetConfig,
  { usesBulk, readsUpdates = false }: TargetKnowledge,
): readonly Ahead[] {
  const isRead = row.kind === "update" && row.resource === "User" && readsUpdates;
  if (isRead && config.profile.users.update !== "put") {
    const look = { method: "GET", path: `${endpoints.User}/id`, count: row.count } as const;
    return [look, ...writeCosts(row, config)];
  }
  if (row.kind !== "create" || !usesBulk) return writeCosts(row, config);
  const { operationsPerRequest } = config.profile.bulk;
  return [{ method: "POST", path: "/Bulk", count: Math.ceil(row.count / operationsPerRequest) }];
}

/** What comes before all else. */
function openings({ schemasDue }: TargetKnowledge): readonly Ahead[] {
  const schemas = schemasDue ? [{ method: "GET", path: "/Schemas", count: 1 } as const] : [];
  return [{ method: "GET", path: "/ServiceProviderConfig", count: 1 }, ...schemas];
}

/**
 * An account is read after a change that the answer does not show, a group after more members were added than ever before, which all groups find out that are worked on at once,
 * and around the first removals of any.
 */
function proofs(
  planned: readonly OperationTally[],
  { limits, profile }: TargetConfig,
  { additionProven, removalProven, changeProven = true }: TargetKnowledge,
): readonly Ahead[] {
  const added = countOf(planned.filter(({ kind }) => kind === "addMembers"));
  const reads = additionProven ? 0 : Math.min(added, limits.concurrency);
  const isRemoved = planned.some(({ kind }) => kind === "removeMembers");
  const aroundRemovals = removalProven || !isRemoved ? 0 : 2;
  const changed = countOf(planned.filter(({ kind, resource }) => kind === "update" && resource === "User"));
  const isTold = profile.endpoint.patchAnswers === "resource" || profile.users.update === "put";
  const looks = isTold || changeProven ? 0 : Math.min(changed, limits.concurrency);
  return [
    { method: "GET", path: `${endpoints.Group}/id`, count: reads + aroundRemovals },
    { method: "GET", path: `${endpoints.User}/id`, count: looks },
  ];
}

interface LookUps {
  readonly filtered: readonly Ahead[];
  /** Undefined where a listing is out of the question. */
  readonly listed?: readonly Ahead[];
}

function lookUpsOf(type: ResourceType, planned: readonly OperationTally[], known: TargetKnowledge): LookUps {
  const creates = countOf(planned.filter(({ kind, resource }) => kind === "create" && resource === type));
  if (creates === 0) return { filtered: [] };
  const { by, matches, isFilterKnown, mayList } = known.lookUps[type];
  const looks = (count: number): readonly Ahead[] => [{ method: "GET", path: endpoints[type], count }];
  // How long the list is shows when it is read.
  if (by === "list") return { filtered: looks(1) };
  const isChoice = mayList && mayBeWorthListing(creates, matches);
  const firstLook = isFilterKnown && !isChoice ? 0 : 1;
  const knownAnswer = isFilterKnown ? 0 : 1;
  const few = isChoice ? Math.min(spotChecks, creates - 1) * matches : 0;
  const filtered = looks(firstLook + knownAnswer + few + creates * matches);
  if (!isChoice) return { filtered };
  const first = isFilterKnown ? matches : 0;
  return { filtered, listed: looks(firstLook + knownAnswer + few + first + 1) };
}

/** Groups that are made together are made with their members, unless members have to go first. */
function savedMembers(planned: readonly OperationTally[], config: TargetConfig): readonly Ahead[] {
  const { create, membersReadable, memberForm } = config.profile.groups;
  if (create !== "withMembers" || !membersReadable || memberForm !== "value") return [];
  if (planned.some(({ kind }) => kind === "removeMembers")) return [];
  const created = planned.filter(({ kind, resource }) => kind === "create" && resource === "Group");
  const added = planned.filter(({ kind }) => kind === "addMembers");
  const saved = Math.min(countOf(created), countOf(added));
  return [{ method: "PATCH", path: `${endpoints.Group}/id`, count: -saved }];
}

function countOf(rows: readonly OperationTally[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
