import { expect, test } from "vitest";
import type { TargetConfig } from "../../src/config/config.ts";
import type { OperationTally } from "../../src/store/journal-store.ts";
import { forecastOf } from "../../src/sync/forecast/forecast.ts";
import type { TargetKnowledge } from "../../src/sync/forecast/target-knowledge.ts";

const config = {
  profile: {
    deactivate: { by: "active" },
    endpoint: { etag: "auto", patchAnswers: "resource" },
    users: { update: "auto" },
    groups: {
      update: "auto",
      create: "withMembers",
      membersReadable: true,
      membersPerRequest: 100,
      memberForm: "value",
    },
    bulk: { use: "offered", operationsPerRequest: 100, bytesPerRequest: 1_000_000 },
  },
  users: { policy: { match: ["userName"] } },
  groups: { policy: { match: ["displayName"] } },
  limits: { requestsPerSecond: 10, concurrency: 8 },
} as unknown as TargetConfig;

const lookUps = { by: "filter", matches: 1, isFilterKnown: true, mayList: false } as const;
/** A target that was pushed to before. */
const known: TargetKnowledge = {
  usesBulk: false,
  schemasDue: false,
  lookUps: { User: lookUps, Group: lookUps },
  additionProven: true,
  removalProven: true,
};
const together = { ...known, usesBulk: true };

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
  expect(forecastOf(joiners, config, known)).toEqual({
    requests: 1000 + 1000 + 20 + 20 + 20 + 1,
    seconds: 207,
  });
});

test("together a hundred creates cost a request, and groups are made with their members", () => {
  expect(forecastOf(joiners, config, together)).toEqual({ requests: 1000 + 10 + 20 + 1 + 1, seconds: 104 });
});

test("where members have to go first, the others follow by themselves", () => {
  const moved = [...joiners, row("removeMembers", "Group", 1, 1)];
  expect(forecastOf(moved, config, together).requests).toBe(1000 + 10 + 20 + 1 + 20 + 1 + 1);
});

test("what is looked at once a target counts too", () => {
  const unknown = { ...lookUps, isFilterKnown: false };
  const first = { User: unknown, Group: unknown };
  const fresh = { ...known, schemasDue: true, additionProven: false, lookUps: first };
  // Schemas, a look at the list and a filter of either type, a look at the groups that are worked on at once.
  expect(forecastOf(joiners, config, fresh).requests).toBe(2061 + 1 + 2 + 2 + 8);
  const leavers = [row("removeMembers", "Group", 1, 1)];
  expect(forecastOf(leavers, config, { ...known, removalProven: false }).requests).toBe(2 + 1 + 1);
});

test("one listing in place of a filter for each, where there is a choice", () => {
  const open = { by: "filter", matches: 2, isFilterKnown: false, mayList: true } as const;
  const choice = { ...known, lookUps: { User: open, Group: { ...lookUps, mayList: true } } };
  const { requests, listed } = forecastOf([row("create", "User", 1000)], config, choice);
  expect(requests).toBe(1 + 1 + 1 + 4 * 2 + 3 * 1000);
  expect(listed).toEqual({ requests: 1 + 1 + 1 + 4 * 2 + 1 + 1000, seconds: 102 });
  // Of a few each is looked for.
  expect(forecastOf([row("create", "User", 4)], config, choice)).not.toHaveProperty("listed");
  const groups = [row("create", "Group", 20)];
  expect(forecastOf(groups, config, choice).listed?.requests).toBe(1 + 1 + 4 + 1 + 1 + 20);
});

test("where filters are worth nothing they are not asked", () => {
  const lists = { ...known, lookUps: { User: { ...lookUps, by: "list" }, Group: lookUps } } as const;
  expect(forecastOf([row("create", "User", 1000)], config, lists).requests).toBe(1 + 1 + 1000);
});

test("rates for some of the requests count where they last longest", () => {
  const rates = [
    { requests: 180, every: 60_000, methods: ["POST"], of: "users" },
    { requests: 600, every: 60_000 },
    { requests: 10, every: 3_600_000, of: "/Groups/*", perResource: true },
  ] as const;
  const slow = { ...config, limits: { ...config.limits, rates } } as TargetConfig;
  expect(forecastOf(joiners, slow, known).seconds).toBe(Math.ceil((1000 / 180) * 60));
  const changes = [row("update", "User", 1000)];
  expect(forecastOf(changes, slow, known).seconds).toBe(101);
});

test("answers that tell nothing, and versions that each PATCH must say, cost reads", () => {
  const changes = [row("update", "User", 30), row("deactivate", "User", 4), row("reactivate", "User", 2)];
  const plain = 1 + 30 + 4 + 2 * 2;
  const asked = (endpoint: object, more: Partial<TargetKnowledge> = {}) => {
    const profile = { ...config.profile, endpoint: { ...config.profile.endpoint, ...endpoint } };
    return forecastOf(changes, { ...config, profile }, { ...known, ...more }).requests;
  };
  expect(asked({})).toBe(plain);
  expect(asked({ patchAnswers: "nothing" })).toBe(plain + 4 + 2);
  // Changes are looked at until they were seen to be understood, by all who are worked on at once.
  expect(asked({ patchAnswers: "emptyObject" }, { changeProven: false })).toBe(plain + 4 + 2 + 8);
  expect(asked({ etag: "always" })).toBe(plain + 30 + 4);
});

test("whoever is switched off by DELETE is looked at afterwards", () => {
  const changes = [row("deactivate", "User", 4)];
  const profile = { ...config.profile, deactivate: { ...config.profile.deactivate, by: "delete" as const } };
  const asked = (of: typeof config) => forecastOf(changes, of, known).requests;
  expect(asked({ ...config, profile }) - asked(config)).toBe(4);
});
