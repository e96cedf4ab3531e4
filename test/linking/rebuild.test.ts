import { renameSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOffice, type Office, staff } from "./office.ts";

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

function loseState(): void {
  renameSync(office.path("scimsync.db"), office.path("lost.db"));
}

function holdings(): string {
  return JSON.stringify([office.sandbox.users(), office.sandbox.groups()]);
}

test("after the state was lost, rebuilt links make and remove nothing until they are confirmed", async () => {
  office.configure('groups: { push: ["*"] }');
  expect((await office.run("sync")).code).toBe(0);
  const before = holdings();
  loseState();
  office.verbs();
  const { stdout, stderr } = await office.run("state", "rebuild");
  expect(stdout).toContain("4 accounts there: 0 linked before, 4 linked now, 0 nobody's");
  expect(stdout).toContain("2 groups there: 0 linked before, 2 linked now");
  expect(stderr).toContain("scimsync state rebuild --confirm");
  expect(Object.keys(office.verbs())).toEqual(["GET"]);
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });

  // A joiner, a leaver, a mover, a group that comes and one that goes, on the day after.
  const [header = "", ann = "", ben = "", cyd = ""] = staff;
  office.write("people.csv", header, ann, ben.replace("Dev", "Chief"), cyd, "e5,eve@x.org,Eve,Ho,Dev,e1");
  office.write("groups.csv", "id,name", "g1,Staff", "g3,New");
  office.write("memberships.csv", "group,member", "g1,e1", "g1,e2", "g3,e1", "g1,e5");
  const held = await office.json("sync");
  expect(held.runs[0]).toMatchObject({
    exitCode: 4,
    counts: { updated: 1, created: 0, deactivated: 0, held: 6 },
  });
  expect(office.verbs()).not.toHaveProperty("POST");
  expect(held.runs[0].guard[0].message).toContain("nobody has confirmed them yet");
  expect((await office.run("status")).stdout).toContain("scimsync state rebuild --confirm app");
  expect((await office.run("plan")).stdout).toContain("but the links were rebuilt");

  expect((await office.run("state", "rebuild", "--confirm")).stdout).toContain("app: confirmed");
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0, counts: { created: 1, deactivated: 1, groupsCreated: 1 } }],
  });
  expect(office.sandbox.users()).toHaveLength(5);
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
  expect(before).not.toBe(holdings());
});

test("whoever just runs sync after the state was lost makes nobody twice", async () => {
  expect((await office.run("sync")).code).toBe(0);
  const before = holdings();
  loseState();
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0, counts: { linked: 4, created: 0, groupsCreated: 0 } }],
  });
  expect(holdings()).toBe(before);
});
