import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { systemClock } from "../../src/clock.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import type { SyncOptions } from "../../src/sync/sync.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { type SchemasFront, startSchemasFront } from "../support/schemas-front.ts";
import { readAll } from "../support/servers/read-back.ts";
import { type TargetLines, targetAt, workshop, type Workshop } from "./workshop.ts";

let shop: Workshop;
let app: Sandbox;
let front: SchemasFront;

beforeEach(async () => {
  [shop, app] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
  front = await startSchemasFront(app);
});
afterEach(async () => {
  front.close();
  await Promise.all([shop.remove(), app.close()]);
});

/** The department of a person is sent as their userType. */
const typed = ["userType: ${user.department}"];
const people = ["e1,ann@x.org,Ann,Employee,", "e2,ben@x.org,Ben,Contractor,", "e3,cid@x.org,Cid,Employee,"];
const staff = "e4,dan@x.org,Dan,Staff,";
const known = { canonicalValues: ["Employee", "Contractor"] };

function target(more: Partial<TargetLines> = {}): TargetLines {
  return targetAt("app", front, { attributes: typed, ...more });
}

async function run(options: Partial<SyncOptions> = {}): Promise<RunReport> {
  const [report] = await shop.sync(options);
  if (report === undefined) throw new Error("there is no report");
  return report;
}

async function userTypes(): Promise<JsonObject> {
  const users = await readAll(`${app.url}/Users`, app.token);
  return Object.fromEntries(users.map((user) => [user["userName"] as string, user["userType"] ?? null]));
}

/** The next day, or days later. */
function daysLater(days: number): Partial<SyncOptions> {
  return { clock: { ...systemClock, now: () => systemClock.now() + days * 86_400_000 } };
}

function only(attribute: string, more: JsonObject) {
  return (one: JsonObject) => (one["name"] === attribute ? { ...one, ...more } : one);
}

describe("what /Schemas refuses is not sent", () => {
  test("from the first run on; the others go, and a second run asks nothing", async () => {
    front.edit(only("userType", known));
    await shop.configure(target());
    await shop.write({ people: [...people, staff] });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 3, counts: { created: 3, pending: 1, quarantined: 1 } });
    expect(report.failures).toMatchObject([
      {
        key: "e4",
        code: "rule_broken",
        detail: 'userType: "Staff" is none of Employee, Contractor (the target\'s /Schemas)',
      },
    ]);
    expect(Object.keys(await userTypes()).toSorted()).toEqual(["ann@x.org", "ben@x.org", "cid@x.org"]);
    expect(front.asked()).toBe(1);
    expect(await run()).toMatchObject({ exitCode: 3, requests: { total: 0 }, counts: { created: 0 } });
    await shop.write({ people: [...people, staff.replace("Staff", "Employee")] });
    expect(await run()).toMatchObject({ exitCode: 0, counts: { created: 1, quarantined: 0 } });
    expect(await run()).toMatchObject({ exitCode: 0, requests: { total: 0 } });
    expect(front.asked()).toBe(1);
  });

  test("the account of whoever breaks a rule stays as it is, memberships too", async () => {
    front.edit(only("userType", known));
    await shop.configure(target({ groups: '{ push: ["*"] }' }));
    const groups = ["g1,Team"];
    await shop.write({ people, groups, memberships: ["g1,e1", "g1,e2"] });
    expect(await run()).toMatchObject({ exitCode: 0 });
    const changed = people.map((line) => line.replace("ann@x.org,Ann,Employee", "anna@x.org,Anna,Staff"));
    await shop.write({ people: changed, groups, memberships: ["g1,e2"] });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 3, requests: { total: 0 }, counts: { quarantined: 1 } });
    expect(Object.keys(await userTypes())).toContain("ann@x.org");
    const [team] = await readAll(`${app.url}/Groups`, app.token);
    expect(team?.["members"]).toHaveLength(2);
    // Whoever leaves goes all the same.
    await shop.write({ people: changed.slice(1), groups, memberships: ["g1,e2"] });
    expect(await run()).toMatchObject({ exitCode: 0, counts: { deactivated: 1 } });
  });

  test("groups likewise", async () => {
    front.edit((one, schema) => (schema === "Group" ? { ...one, canonicalValues: ["Team", "Crew"] } : one));
    await shop.configure(target({ groups: '{ push: ["*"] }' }));
    const memberships = ["g1,e1", "g2,e1", "g3,e1"];
    await shop.write({ people, groups: ["g1,Team", "g2,Crew", "g3,Gang"], memberships });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 3, counts: { groupsCreated: 2, membersAdded: 2 } });
    expect(report.failures).toMatchObject([{ key: "g3", resource: "Group", code: "rule_broken" }]);
    expect(await run()).toMatchObject({ requests: { total: 0 } });
  });

  test("a plan goes by what was seen last, and asks nobody", async () => {
    front.edit(only("userType", known));
    await shop.configure(target());
    await shop.write({ people });
    const [before] = await shop.plan();
    expect(before?.listed).toHaveLength(3);
    expect(front.asked()).toBe(0);
    await run();
    await shop.write({ people: [...people, staff] });
    const [plan] = await shop.plan();
    expect(plan?.listed).toEqual([]);
    expect(plan?.rejected).toMatchObject([{ key: "e4" }]);
    expect(front.asked()).toBe(1);
  });

  test("off, in the config, sends it, and the target judges", async () => {
    front.edit(only("userType", known));
    await shop.configure(target());
    await shop.write({ people: [...people, staff] });
    await run();
    await shop.configure(target({ rules: "{ userType: off }" }));
    expect(await run()).toMatchObject({ exitCode: 0, counts: { created: 1 } });
  });
});

describe("schemas that are not to be believed", () => {
  test("a rule that more than half would break is not applied, which is said once", async () => {
    front.edit(only("userType", { canonicalValues: ["Robot"] }));
    await shop.configure(target());
    await shop.write({ people });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 0, counts: { created: 3 } });
    expect(report.notices).toEqual([
      "users: userType: 3 of 3 break what the target's /Schemas says of it (canonical); so many would not be sent that it is not believed",
    ]);
    // Nor does it catch those who come one by one.
    await shop.write({ people: [...people, staff] });
    expect(await run()).toMatchObject({ exitCode: 0, counts: { created: 1 }, notices: [] });
  });

  test("nor are rules that would together keep more than half from being sent", async () => {
    front.edit((one) => only("title", { canonicalValues: ["x"] })(only("userType", known)(one)));
    await shop.configure(target({ attributes: [...typed, "title: ${user.manager}"] }));
    // Two of five break the one, one the other.
    const odd = ["e4,dan@x.org,Dan,Staff,", "e5,eve@x.org,Eve,Guest,", "e6,fay@x.org,Fay,Employee,e6"];
    await shop.write({ people: [...people.slice(0, 2), ...odd] });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 0, counts: { created: 5 } });
    expect(report.notices).toEqual([
      expect.stringContaining("users: title: 1 of 5 break"),
      expect.stringContaining("users: userType: 2 of 5 break"),
    ]);
  });

  test("half of them, in the first night and in those that follow, are rejected", async () => {
    front.edit(only("userType", known));
    await shop.configure(target());
    const odd = [staff, "e5,eve@x.org,Eve,Guest,", "e6,fay@x.org,Fay,Guest,"];
    await shop.write({ people: [...people, ...odd] });
    expect(await run()).toMatchObject({ counts: { created: 3, quarantined: 3 }, notices: [] });
    await shop.write({ people: [...people, ...odd.slice(1), staff.replace("Dan", "Daniel")] });
    expect(await run()).toMatchObject({ counts: { created: 0, quarantined: 3 }, notices: [] });
    expect(await run({ mode: "only", keys: ["e4"] })).toMatchObject({ counts: { created: 0 }, notices: [] });
  });

  test("what the target took from an account before, it may be sent again", async () => {
    await shop.configure(target());
    await shop.write({ people: [...people, staff] });
    expect(await run()).toMatchObject({ exitCode: 0, counts: { created: 4 } });
    front.edit(only("userType", known));
    await shop.write({ people: [...people, staff, "e5,eve@x.org,Eve,Employee,"] });
    // A day later they are asked for again, in a run that talks anyway, and count from the next one on.
    expect(await run(daysLater(2))).toMatchObject({ exitCode: 0, counts: { created: 1 } });
    expect(front.asked()).toBe(2);
    const changed = [staff.replace("Staff", "Guest"), people[0]?.replace("Employee", "Guest") ?? ""];
    await shop.write({ people: [...people.slice(1), ...changed, "e5,eve@x.org,Eve,Employee,"] });
    const report = await run(daysLater(2));
    expect(report).toMatchObject({ exitCode: 3, counts: { updated: 1, quarantined: 1 } });
    expect(report.failures).toMatchObject([{ key: "e1", code: "rule_broken" }]);
    expect(await userTypes()).toMatchObject({ "ann@x.org": "Employee", "dan@x.org": "Guest" });
  });

  test.each<[string, number, string, string?]>([
    ["there are none", 404, "{}"],
    ["they may not be read", 403, "{}"],
    ["they ask for other credentials", 401, "{}"],
    ["they are nonsense", 200, '{"hello":1}'],
    ["they are no JSON", 200, "]["],
    ["they are a page", 200, "<html></html>", "text/html"],
    [
      "they describe something else",
      200,
      '[{"id":"urn:x","attributes":[{"name":"userType","required":true}]}]',
    ],
  ])("nothing is asked of anybody when %s", async (_, status, body, contentType) => {
    front.answer(status, body, contentType);
    await shop.configure(target());
    await shop.write({ people: [...people, staff] });
    expect(await run()).toMatchObject({ exitCode: 0, counts: { created: 4 }, notices: [] });
    expect(await run()).toMatchObject({ requests: { total: 0 } });
    // Nor are they asked for again at once.
    await shop.write({ people });
    await run();
    expect(front.asked()).toBe(1);
  });

  test("a connector that says so does without them", async () => {
    front.edit(only("userType", known));
    await shop.writeConnector("endpoint: { schemas: ignore }\n");
    await shop.configure(target({ connector: "./mine.yaml" }));
    await shop.write({ people: [...people, staff] });
    expect(await run()).toMatchObject({ exitCode: 0, counts: { created: 4 } });
    expect(front.asked()).toBe(0);
  });
});

describe("notices", () => {
  test("tell, when all is thought about, what the template meets in the schema", async () => {
    front.edit((one) => {
      if (one["name"] === "userType") return { ...one, mutability: "readOnly" };
      return one["name"] === "name" ? undefined : only("title", { required: true })(one);
    });
    await shop.configure(target());
    await shop.write({ people });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 0, counts: { created: 3 } });
    expect(report.notices).toEqual([
      "users.attributes: name: not in the target's /Schemas, so perhaps ignored or refused",
      "users.attributes: userType: read-only by the target's /Schemas, so perhaps ignored or refused",
      "users.attributes: title: required by the target's /Schemas, and not in users.attributes",
    ]);
    await shop.write({ people: people.slice(1) });
    expect((await run()).notices).toEqual([]);
    expect((await run({ mode: "reapply" })).notices).toHaveLength(3);
  });

  test("the sandbox, as it is, has nothing to say of the usual mapping", async () => {
    await shop.configure(target({ groups: '{ push: ["*"] }' }));
    await shop.write({ people, groups: ["g1,Team"], memberships: ["g1,e1"] });
    expect(await run()).toMatchObject({ exitCode: 0, notices: [] });
  });
});

describe("rules of config and connector", () => {
  test("are the same for plan and sync, and leave accounts as they are", async () => {
    await shop.configure(target());
    await shop.write({ people });
    await run();
    await shop.writeConnector("users: { rules: { userType: { maxLength: 8 } } }\n");
    const rules = "{ name.givenName: { pattern: '[A-Z][a-z]*' } }";
    await shop.configure(target({ connector: "./mine.yaml", rules }));
    await shop.write({ people: [people[0]?.replace("Ann", "ANN") ?? "", ...people.slice(1), staff] });
    const [plan] = await shop.plan();
    expect(plan?.rejected).toEqual([
      { key: "e1", detail: 'name.givenName: "ANN" does not match [A-Z][a-z]* (users.rules)' },
      { key: "e2", detail: "userType: has 10 characters; at most 8 are allowed (the connector mine)" },
    ]);
    const report = await run();
    expect(report).toMatchObject({ exitCode: 3, counts: { created: 1, updated: 0, quarantined: 2 } });
    expect(report.failures.map(({ code }) => code)).toEqual(["rule_broken", "rule_broken"]);
    expect(await run()).toMatchObject({ exitCode: 3, requests: { total: 0 } });
    await shop.configure(target());
    expect(await run()).toMatchObject({ exitCode: 0, counts: { updated: 1 } });
  });

  test("ask nothing of what is sent on create only, once it was", async () => {
    const rules = "{ userType: { required: true } }";
    await shop.configure(target({ rules, createOnly: "[userType]" }));
    await shop.write({ people });
    expect(await run()).toMatchObject({ exitCode: 0, counts: { created: 3 } });
    const without = people.map((line) => line.replace(/Employee|Contractor/, "").replace("Ann", "Anna"));
    await shop.write({ people: [...without, staff.replace("Staff", "")] });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 3, counts: { updated: 1, created: 0 } });
    expect(report.failures).toMatchObject([
      { key: "e4", detail: expect.stringContaining("is empty") as string },
    ]);
  });

  test("hold for groups", async () => {
    await shop.configure(target({ groups: '{ push: ["*"], rules: { displayName: { maxLength: 4 } } }' }));
    await shop.write({ people, groups: ["g1,Team", "g2,Legions"], memberships: ["g1,e1", "g2,e1"] });
    const report = await run();
    expect(report).toMatchObject({ exitCode: 3, counts: { groupsCreated: 1, membersAdded: 1 } });
    expect(report.failures).toMatchObject([
      { key: "g2", detail: "displayName: has 7 characters; at most 4 are allowed (groups.rules)" },
    ]);
  });
});
