import { expect, test } from "vitest";
import type { TargetConfig } from "../../src/config/config.ts";
import type { OperationTally } from "../../src/store/journal-store.ts";
import { forecastOf } from "../../src/sync/forecast.ts";

const config = {
  profile: {
    users: { update: "auto" },
    groups: { update: "auto", create: "withMembers", membersReadable: true, membersPerRequest: 100 },
    bulk: { use: "offered", operationsPerRequest: 100, bytesPerRequest: 1_000_000 },
  },
  users: { policy: { match: ["userName"] } },
  groups: { policy: { match: ["displayName"] } },
  limits: { requestsPerSecond: 10 },
} as unknown as TargetConfig;

function row(kind: OperationTally["kind"], resource: "User" | "Group", count: number, members = 0) {
  const rest = { phase: 4, state: "planned", result: null, code: null, doneMembers: 0 } as const;
  return { ...rest, kind, resource, count, plannedMembers: members };
}

const joiners = [
  row("create", "User", 1000),
  row("create", "Group", 20),
  row("addMembers", "Group", 20, 1000),
];

test("alone each create costs a request, and the members of each group one", () => {
  expect(forecastOf(joiners, config)).toEqual({ requests: 1000 + 1000 + 20 + 20 + 20 + 1, seconds: 207 });
});

test("together a hundred creates cost a request, and groups are made with their members", () => {
  expect(forecastOf(joiners, config, true)).toEqual({ requests: 1000 + 10 + 20 + 1 + 1, seconds: 104 });
});

test("where members have to go first, the others follow by themselves", () => {
  const moved = [...joiners, row("removeMembers", "Group", 1, 1)];
  expect(forecastOf(moved, config, true).requests).toBe(1000 + 10 + 20 + 1 + 20 + 1 + 1);
});
