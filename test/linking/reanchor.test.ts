import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOffice, type Office } from "./office.ts";

let office: Office;

beforeEach(async () => {
  office = await openOffice();
  expect((await office.run("sync")).code).toBe(0);
});
afterEach(() => office.close());

/** The same people under keys of another kind; the mapping sends what it sent before. */
function changeKeys(): void {
  const people = ["ann,Ann,Lee,Boss", "ben,Ben,Fox,Dev", "cyd,Cyd,Ray,Ops", "dan,Dan,Poe,Dev"];
  const bosses = ["", "o1", "o1", "o2"];
  const rows = people.map((one, at) => {
    const [name = "", ...rest] = one.split(",");
    return `o${at + 1},e${at + 1},${name}@x.org,${rest.join(",")},${bosses[at] ?? ""}`;
  });
  office.write("people.csv", "oid,id,email,first,last,title,boss", ...rows);
  office.write("memberships.csv", "group,member", "g1,o1", "g1,o2", "g1,o3", "g1,o4", "g2,o3");
  const yaml = readFileSync(office.path("scimsync.yaml"), "utf8");
  office.write("scimsync.yaml", yaml.replace("people.csv, key: id", "people.csv, key: oid"));
}

async function keys(): Promise<readonly string[]> {
  const { targets } = await office.json("links", "list", "--resource", "user");
  return targets[0].links.map(({ key }: { key: string }) => key);
}

test("by what the new source says of the old key: shown first, done at once, and nothing is left to plan", async () => {
  const wrong = await office.run("state", "reanchor", "--by", "user.id");
  expect(wrong.stdout).toContain("0 users got other keys");
  changeKeys();
  const dry = await office.run("state", "reanchor", "--by", "user.id", "--dry-run");
  expect(dry.stdout).toContain("4 users would get other keys");
  expect(await keys()).toEqual(["e1", "e2", "e3", "e4"]);
  expect(await office.json("state", "reanchor", "--by", "user.id")).toMatchObject({
    renamed: 4,
    merged: 0,
    absent: 0,
  });
  expect(await keys()).toEqual(["o1", "o2", "o3", "o4"]);
  office.verbs();
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
  expect((await office.run("explain", "o2")).stdout).toContain("ben@x.org");
});

test("after a plan has read the new keys already, by a file; whoever it does not cover is told", async () => {
  changeKeys();
  expect((await office.run("plan")).code).toBe(0);
  office.write("keys.csv", "old,new", "e1,o1", "e2,o2", "e3,o3", "e77,o9");
  expect(await office.json("state", "reanchor", "--map", "keys.csv")).toMatchObject({
    renamed: 3,
    merged: 3,
    absent: 1,
    unknown: { count: 1, first: ["e77"] },
    uncovered: { count: 1, first: ["e4"] },
  });
  office.write("keys.csv", "old,new", "e4,o4");
  expect((await office.run("state", "reanchor", "--map", "keys.csv")).code).toBe(0);
  expect(await keys()).toEqual(["o1", "o2", "o3", "o4"]);
  office.verbs();
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0, counts: { created: 0, deactivated: 0, membersAdded: 0, membersRemoved: 0 } }],
  });
  expect(office.verbs()).toEqual({});
  expect((await office.run("state", "verify")).code).toBe(0);
});

test("nobody is given a key that somebody else has, or that the source does not know", async () => {
  office.write("keys.csv", "old,new", "e1,e2");
  const taken = await office.run("state", "reanchor", "--map", "keys.csv");
  expect(taken).toMatchObject({ code: 2 });
  expect(taken.stderr).toContain("e1 cannot become e2, which is linked itself");
  office.write("keys.csv", "old,new", "e1,o1");
  expect((await office.run("state", "reanchor", "--map", "keys.csv")).stderr).toContain(
    "has none of the 1 new keys: change `key` of the users",
  );
  // Two who swap their keys are no collision.
  office.write("keys.csv", "old,new", "e3,e4", "e4,e3");
  const [, ...before] = (await office.json("links", "list", "--key", "e3", "e4")).targets[0].links;
  expect((await office.run("state", "reanchor", "--map", "keys.csv")).stdout).toContain(
    "2 users got other keys",
  );
  const [first] = (await office.json("links", "list", "--key", "e3", "e4")).targets[0].links;
  expect(first.id).toBe(before[0].id);
  expect((await office.run("state", "reanchor")).code).toBe(2);
});
