import type { ToldChange, ToldRun } from "../../src/report/told-run.ts";
import type { ReportedFailure, RunReport } from "../../src/sync/report.ts";

const counts = {
  inScope: 2000,
  created: 0,
  linked: 0,
  updated: 0,
  deactivated: 0,
  reactivated: 0,
  deleted: 0,
  unchanged: 2000,
  pending: 0,
  waiting: 0,
  held: 0,
  failed: 0,
  quarantined: 0,
  skipped: 0,
  groupsCreated: 0,
  groupsLinked: 0,
  groupsUpdated: 0,
  groupsDeleted: 0,
  membersAdded: 0,
  membersRemoved: 0,
};

/** A run that did nothing, but for what is said. */
export function told(report: Partial<RunReport> = {}, changes: readonly ToldChange[] = []): ToldRun {
  const past = Array.from({ length: 30 }, (_, at) => ({
    runId: `r${at}`,
    startedAt: `2026-03-${String(1 + (at % 28)).padStart(2, "0")}T02:15:00.000Z`,
    exitCode: at % 11 === 3 ? 3 : at % 13 === 5 ? 6 : 0,
    changes: (at * 37) % 101,
    failed: 0,
  }));
  return {
    report: {
      runId: "2026-03-03T02-15-04-acme-app-k3v8qa",
      target: "acme-app",
      mode: "sync",
      startedAt: "2026-03-03T02:15:04.000Z",
      durationMs: 12_345,
      timings: { readMs: 210, planMs: 345, pushMs: 12_000 },
      exitCode: 0,
      planId: "p",
      source: { users: 2310, groups: 40, memberships: 5120, dangling: 0, fingerprint: "f" },
      requests: { total: 0, byMethod: {}, retried: 0, throttledMs: 0 },
      guard: [],
      held: [],
      failures: [],
      notices: [],
      notSticky: [],
      ...report,
      counts: { ...counts, ...report.counts },
    },
    changes: () => changes,
    past,
  };
}

const title = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

/** So many changes of every kind there is, each tenth of which failed. */
export function manyChanges(count: number): readonly ToldChange[] {
  return Array.from({ length: count }, (_, at): ToldChange => {
    const who = {
      resource: "User",
      key: `e${at}`,
      name: `somebody.with-a-long-name-${at}@people.example.com`,
    } as const;
    const at0 = { at: "2026-03-03T02:15:09.000Z" };
    if (at % 10 === 9)
      return {
        ...who,
        ...at0,
        kind: "update",
        state: "failed",
        code: "rejected_by_target",
        httpStatus: 400,
        detail: "the value of title is longer than 64 characters",
        values: [{ path: title, before: "Sales", after: "R&D" }],
        members: [],
      };
    if (at % 10 === 8)
      return {
        ...who,
        kind: "deactivate",
        state: "held",
        cause: "gone from the source",
        values: [{ path: "active", before: true, after: false }],
        members: [],
      };
    if (at % 10 === 7)
      return {
        ...who,
        ...at0,
        resource: "Group",
        kind: "addMembers",
        state: "succeeded",
        values: [],
        members: Array.from({ length: 30 }, (_, n) => `e${n}`),
      };
    const values = [
      { path: "userName", after: who.name },
      { path: "name", after: { givenName: "Somebody", familyName: "With-A-Long-Name" } },
    ];
    return { ...who, ...at0, kind: "create", state: "succeeded", values, members: [] };
  });
}

export const failure: ReportedFailure = {
  key: "000336",
  name: "angus.walker@acme.example",
  resource: "User",
  operation: "update",
  code: "rejected_by_target",
  httpStatus: 400,
  detail: "the value of title is longer than 64 characters",
  remedy: "the target refuses the values; compare them with its schema and mend mapping or source",
  state: "failed",
  attempts: 1,
  since: "2026-03-03T02:15:09.000Z",
  nextTryAt: "2026-03-03T02:15:09.000Z",
};

/** A run with trouble of each kind. */
export function troubled(changes: number): ToldRun {
  const message =
    "130 of 843 accounts would be deactivated, more than the limit of 50 (guard.users). 130 held; what no guard holds goes on. Look at them with `scimsync plan acme-app`; if they are right, let them through with `scimsync sync acme-app --allow-removals 130`.";
  return told(
    {
      exitCode: 4,
      counts: { ...counts, created: changes, updated: 12, membersAdded: 1234, held: 130, failed: 2 },
      guard: [{ guard: "users", removals: 130, outOf: 843, limit: 50, held: 130, message }],
      held: Array.from({ length: 40 }, (_, at) => ({
        key: `e${at}`,
        name: `somebody.with-a-long-name-${at}@people.example.com`,
        resource: "User" as const,
        operation: "deactivate",
        targetId: `7d3f0c52-6a1e-4b0e-9a35-${String(at).padStart(12, "0")}`,
      })),
      failures: [failure, { ...failure, state: "quarantined", attempts: 4, nextTryAt: null }],
      notices: ["Retool: Pushing groups changes who is in them, and what they may do there."],
      requests: { total: 2046, byMethod: { GET: 40, POST: 1990, PATCH: 16 }, retried: 3, throttledMs: 2000 },
    },
    manyChanges(changes),
  );
}
