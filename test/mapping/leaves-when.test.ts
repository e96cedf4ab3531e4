import { expect, test } from "vitest";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import { compileUserMapping } from "../../src/mapping/map-user.ts";
import type { TemplateProblem } from "../../src/mapping/resource-template.ts";
import type { AssignTemplate } from "../../src/mapping/template.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-22T00:00:00Z");
const everybody: AssignTemplate = { groups: [], everyone: true };
const nobody: AssignTemplate = { groups: [], everyone: false };
const attributes = { userName: "${user.email}", active: '${user.status != "off"}' };

/** What becomes of a user, who has an account unless it is said. */
function mapped(leavesWhen: string, user: object, assign = everybody, hasAccount = true) {
  const problems: TemplateProblem[] = [];
  const compile = createExpressionCompiler({ user: "any", groups: true, tables: new Map() });
  const users = { attributes, leavesWhen, createOnly: [], clearWhenEmpty: [] };
  const mapping = compileUserMapping(assign, users, ["targets", "app"], compile, problems);
  expect(problems).toEqual([]);
  return mapping.map({ user: { email: "ann@x.org", ...user }, groups: [], target: "app", now }, hasAccount);
}

const byStatus = 'user.status == "terminated" ? "contract ended" : absent()';

test("a text is the reason, true is one, and nothing, false and empty text are none", () => {
  expect(mapped(byStatus, { status: "terminated" })).toMatchObject({
    kind: "outOfScope",
    cause: "mapped",
    clause: "contract ended (users.leavesWhen)",
  });
  expect(mapped(byStatus, { status: "active" })).toMatchObject({ kind: "desired" });
  expect(mapped('user.status == "terminated"', { status: "terminated" })).toMatchObject({
    cause: "mapped",
    clause: "users.leavesWhen is true",
  });
  for (const none of ["false", "''", "'  '", "user.reason"]) {
    expect(mapped(none, {})).toMatchObject({ kind: "desired" });
  }
});

test("what is neither, or fails, decides nothing: the account stays as it is", () => {
  expect(mapped("7", {})).toMatchObject({
    kind: "rejected",
    reason: expect.stringMatching(/^leavesWhen: gives /),
  });
  expect(mapped("user.status + 1 > 3", { status: "x" })).toMatchObject({
    kind: "rejected",
    reason: expect.stringMatching(/^leavesWhen: /),
  });
});

test("it goes before active and assign, and is not asked of whoever has no account and is not assigned", () => {
  expect(mapped('"gone"', { status: "off" })).toMatchObject({ cause: "mapped" });
  expect(mapped('"gone"', {}, nobody)).toMatchObject({ cause: "mapped" });
  expect(mapped("user.status + 1 > 3", { status: "x" }, nobody, false)).toMatchObject({
    cause: "unassigned",
  });
});

test("a reason that hangs on the clock says until when it is none", () => {
  const leavesWhen = 'hasPassed(user.end) ? "contract ended" : absent()';
  expect(mapped(leavesWhen, { end: "2026-11-24" })).toMatchObject({ kind: "desired", until: now + 2 * day });
  expect(mapped(leavesWhen, { end: "2026-11-21" })).toMatchObject({ cause: "mapped" });
});

test("what is wrong with it is told with its place", () => {
  const problems: TemplateProblem[] = [];
  const compile = createExpressionCompiler({ user: ["email"], groups: true, tables: new Map() });
  const users = { attributes, leavesWhen: "user.nosuch == 1", createOnly: [], clearWhenEmpty: [] };
  compileUserMapping(everybody, users, ["targets", "app"], compile, problems);
  expect(problems.some(({ path }) => path.join(".") === "targets.app.users.leavesWhen")).toBe(true);
});
