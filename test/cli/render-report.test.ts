import { expect, test } from "vitest";
import { renderReport } from "../../src/cli/render-report.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { RunReport } from "../../src/sync/report.ts";

const nothing = {
  inScope: 3,
  created: 0,
  linked: 0,
  updated: 0,
  deactivated: 0,
  reactivated: 0,
  deleted: 0,
  unchanged: 3,
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

const report: RunReport = {
  runId: "r",
  target: "app",
  mode: "sync",
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 1_200,
  exitCode: 0,
  planId: "p",
  source: { users: 3, groups: 1, memberships: 5, dangling: 0, fingerprint: "f" },
  counts: nothing,
  requests: { total: 0, byMethod: {}, retried: 0, throttledMs: 0 },
  guard: [],
  held: [],
  failures: [],
  notices: [],
  notSticky: [],
};

async function rendered(run: RunReport, quiet = false): Promise<string> {
  let shown = "";
  const terminal: Terminal = {
    out: async (text) => void (shown += text),
    note: () => {},
    progress: () => {},
    paint: (_colour, text) => text,
    interactive: false,
    environment: {},
  };
  await renderReport(run, terminal, quiet);
  return shown;
}

test("a run reads as a sentence, then as numbers", async () => {
  const counts = { ...nothing, created: 1, updated: 2, groupsCreated: 1, unchanged: 0 };
  expect(await rendered({ ...report, counts })).toBe(
    [
      "app: 1 account created, 2 accounts updated, 1 group created (0 requests, 1.2 s)",
      "  source: 3 users, 1 group, 5 memberships",
      "  in scope: 3, unchanged: 0",
      "",
    ].join("\n"),
  );
});

test("memberships of nobody are told", async () => {
  const source = { ...report.source, dangling: 2 };
  expect(await rendered({ ...report, source })).toContain("5 memberships (2 of nobody the source has)");
});

test("a quiet run without trouble says nothing; with trouble it says what", async () => {
  expect(await rendered(report, true)).toBe("");
  const failure = {
    key: "7",
    name: "ann",
    resource: "User",
    operation: "create",
    code: "conflict",
    httpStatus: 409,
    detail: "taken",
    remedy: "mend it",
    state: "failed",
    attempts: 1,
    since: "",
    nextTryAt: "",
  } as const;
  const shown = await rendered({ ...report, failures: [failure] }, true);
  expect(shown).toContain("FAILED: create User ann [7]: conflict (HTTP 409): taken\n          mend it");
});

test("what a target does not keep is told by path, with an example", async () => {
  const example = { key: "7", name: "ann", sent: "A", found: null };
  const notSticky = [
    { resource: "User", path: "nickName", count: 2, example },
    {
      resource: "User",
      path: "title",
      count: 1,
      example: { ...example, sent: null, found: "x".repeat(200) },
    },
  ] as const;
  const shown = await rendered({ ...report, notSticky }, true);
  expect(shown).toContain(
    '  NOT KEPT: nickName of 2 accounts again (ann: "A" was sent, nothing is there); not sent again until it changes\n',
  );
  expect(shown).toMatch(
    /NOT KEPT: title of 1 account again \(ann: stays although removed, "x{59}… is there\)/,
  );
});
