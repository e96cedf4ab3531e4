import type { TargetConfig } from "../config/config.ts";
import type { OperationTally } from "../store/journal-store.ts";

/** What a plan will cost. */
export interface Forecast {
  readonly requests: number;
  /** At the stated rate; absent when no rate is stated and so only the target's own speed counts. */
  readonly seconds: number | null;
}

/**
 * Counts the requests of a plan: look-ups included, repeats not. `usesBulk`: creates go together as far as the connector
 * allows; what the provider allows is not known yet.
 */
export function forecastOf(
  tally: readonly OperationTally[],
  config: TargetConfig,
  usesBulk = false,
): Forecast {
  const planned = tally.filter(({ state }) => state === "planned");
  const requests = planned.reduce((sum, row) => sum + requestsFor(row, config, usesBulk), 0);
  const besides = usesBulk ? savedMembers(planned, config) : 0;
  const total = requests === 0 ? 0 : Math.round(requests - besides) + 1;
  const rate = config.limits.requestsPerSecond;
  return { requests: total, seconds: rate === undefined ? null : Math.ceil(total / rate) };
}

function requestsFor(row: OperationTally, config: TargetConfig, usesBulk: boolean): number {
  if (row.kind !== "create" || !usesBulk) return row.count * requestsForOne(row, config);
  const lookUps = requestsForOne(row, config) - 1;
  return row.count * lookUps + Math.ceil(row.count / config.profile.bulk.operationsPerRequest);
}

/** Groups that are made together are made with their members, unless members have to go first. */
function savedMembers(planned: readonly OperationTally[], config: TargetConfig): number {
  const { create, membersReadable } = config.profile.groups;
  if (create !== "withMembers" || !membersReadable) return 0;
  if (planned.some(({ kind }) => kind === "removeMembers")) return 0;
  const created = planned.filter(({ kind, resource }) => kind === "create" && resource === "Group");
  const added = planned.filter(({ kind }) => kind === "addMembers");
  return Math.min(countOf(created), countOf(added));
}

function countOf(rows: readonly OperationTally[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

function requestsForOne(row: OperationTally, config: TargetConfig): number {
  const { profile, users, groups } = config;
  const matches = row.resource === "User" ? users.policy.match.length : groups.policy.match.length;
  const put = (row.resource === "User" ? profile.users.update : profile.groups.update) === "put";
  switch (row.kind) {
    case "create":
      return matches + 1;
    case "reactivate":
      return 2;
    case "addMembers":
    case "removeMembers":
      return (
        Math.max(1, Math.ceil(row.plannedMembers / row.count / profile.groups.membersPerRequest)) *
        (put ? 2 : 1)
      );
    case "update":
    case "deactivate":
      return put ? 2 : 1;
    case "delete":
      return 1;
    case "unlink":
      return 0;
  }
}
