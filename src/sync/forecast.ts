import type { TargetConfig } from "../config/config.ts";
import type { OperationTally } from "../store/journal-store.ts";

/** What a plan will cost. */
export interface Forecast {
  readonly requests: number;
  /** At the stated rate; absent when no rate is stated and so only the target's own speed counts. */
  readonly seconds: number | null;
}

/** Counts the requests of a plan: look-ups included, repeats not. */
export function forecastOf(tally: readonly OperationTally[], config: TargetConfig): Forecast {
  const planned = tally.filter(({ state }) => state === "planned");
  const requests = planned.reduce((sum, row) => sum + row.count * requestsFor(row, config), 0);
  const total = requests === 0 ? 0 : Math.round(requests) + 1;
  const rate = config.limits.requestsPerSecond;
  return { requests: total, seconds: rate === undefined ? null : Math.ceil(total / rate) };
}

function requestsFor(row: OperationTally, config: TargetConfig): number {
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
