import { readdirSync, readFileSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { config, type Desk, groups, memberships, openDesk, people, writeDirectory } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});
afterEach(() => desk.close());

/** What of a person is in the state file or beside it, in bytes. */
function tracesOf(...words: readonly string[]): readonly string[] {
  const files = readdirSync(desk.path(".")).filter((name) => name.startsWith("scimsync.db"));
  const text = files.map((name) => readFileSync(desk.path(name)).toString("latin1")).join("\n");
  expect(text).toContain("SQLite format 3");
  return words.filter((word) => text.toLowerCase().includes(word.toLowerCase()));
}

function idOf(user: { readonly id?: unknown } | undefined): string {
  if (typeof user?.id !== "string") throw new Error("there is no such user");
  return user.id;
}

/** Ben (e2) had an account, another title, and left. */
async function benLeaves(): Promise<void> {
  expect((await desk.run("sync")).code).toBe(3);
  desk.write(
    "people.csv",
    ...people.map((line) => line.replace("Dev,eng,e1,pw-two", "Lumberjack,eng,e1,pw-two")),
  );
  await desk.run("sync");
  desk.write("people.csv", ...people.filter((line) => !line.startsWith("e2,")));
  desk.write("memberships.csv", ...memberships.filter((line) => !line.endsWith(",e2")));
  await desk.run("sync", "--allow-removals", "5");
}

const ofBen = ["ben@x.org", "Lumberjack", "pw-two"];

test("whoever left is forgotten to the last byte, and what was done stays", async () => {
  await benLeaves();
  const ben = desk.sandbox.users().find(({ userName }) => userName === "ben@x.org");
  expect(ben).toMatchObject({ active: false });
  expect(tracesOf("ben@x.org", "Lumberjack", idOf(ben))).toEqual(["ben@x.org", "Lumberjack", idOf(ben)]);
  const head = (await desk.json("runs", "verify")).head as string;

  const { code, stdout, stderr } = await desk.run("forget", "e2", "--json");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const [forgotten] = JSON.parse(stdout).forgotten;
  expect(forgotten).toMatchObject({ operations: 4, stillNamedBy: [] });
  expect(forgotten.pseudonym).toMatch(/^forgotten-[\da-f]{12}$/);
  // The pseudonym is drawn: about one in twenty has e2 in it.
  expect(stdout.replaceAll(forgotten.pseudonym, "")).not.toMatch(/e2|ben/i);
  expect(tracesOf(...ofBen, idOf(ben), '"e2"')).toEqual([]);

  // The line is there, of whom is not; and the chain holds.
  const { runs } = await desk.json("runs");
  const shown = [];
  for (const { runId } of runs) shown.push(await desk.json("runs", "show", runId));
  const lines = shown
    .flatMap(({ operations }) => operations)
    .filter(({ key }) => key === forgotten.pseudonym);
  expect(lines.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual([
    "create succeeded",
    "deactivate succeeded",
    "update succeeded",
    "update succeeded",
  ]);
  expect(lines.every(({ at }) => at !== null)).toBe(true);
  const verified = await desk.run("runs", "verify", "--head", head);
  expect(verified.stdout).toContain(`${forgotten.pseudonym} was forgotten, in 4 operations`);
  expect(verified.code).toBe(0);

  // Nothing is to be done for somebody of whom nothing is known, and others are as they were.
  const [again] = (await desk.json("sync")).runs;
  expect(again.requests.total).toBe(0);
  expect((await desk.run("explain", "e2")).stdout).not.toContain("ben@x.org");
});

test("a person who comes back is a new one, and finds the account that is there", async () => {
  await benLeaves();
  await desk.run("forget", "e2");
  writeDirectory(desk);
  const [report] = (await desk.json("sync")).runs;
  expect(report.counts).toMatchObject({ linked: 1, created: 0 });
  const back = desk.sandbox.users().filter(({ userName }) => userName === "ben@x.org");
  expect(back).toMatchObject([{ active: true }]);
});

test("somebody who is still there is not forgotten, and it is said what to do first", async () => {
  await desk.run("sync");
  const before = desk.sandbox.users();
  const present = await desk.run("forget", "e1", "e2");
  expect(present.code).toBe(2);
  expect(present.stderr).toMatch(/e1: is still in the source.*\ne2: is still in the source/);
  expect((await desk.run("forget", "nobody")).stderr).toContain(
    "nobody: the state file knows no user of that key",
  );

  // Gone from the people, still a member; then gone, and the removal held.
  desk.write("people.csv", ...people.filter((line) => !line.startsWith("e2,")));
  desk.write(
    "scimsync.yaml",
    ...config(desk.sandbox, [
      "assign: { everyone: true }",
      "guard: { users: { count: 0, percent: 0, floor: 0 } }",
    ]),
  );
  await desk.run("sync");
  expect((await desk.run("forget", "e2")).stderr).toContain(
    "e2: the source still lists them as member of Builders",
  );
  desk.write("memberships.csv", ...memberships.filter((line) => !line.endsWith(",e2")));
  await desk.run("sync");
  expect((await desk.run("forget", "e2")).stderr).toMatch(
    /e2: their account at app \(.*\) is still active; let scimsync sync app switch/,
  );
  expect(desk.sandbox.users().length).toBeGreaterThanOrEqual(before.length);
  expect(tracesOf("ben@x.org")).toEqual(["ben@x.org"]);
});

test("a file that could not be written anew is when the next one is forgotten", async () => {
  await benLeaves();
  const database = new Sqlite(desk.path("scimsync.db"));
  database.exec("INSERT INTO meta (name, value) VALUES ('wipe', 'due')");
  database.exec(
    "CREATE TABLE trace (text TEXT); INSERT INTO trace VALUES ('a-trace-of-somebody'); DROP TABLE trace",
  );
  database.close();
  expect(tracesOf("a-trace-of-somebody")).toEqual(["a-trace-of-somebody"]);
  expect((await desk.run("forget", "nobody")).code).toBe(2);
  expect(tracesOf("a-trace-of-somebody")).toEqual([]);
});

test("an account that is to be deleted later is not lost sight of", async () => {
  desk.write("scimsync.yaml", ...config(desk.sandbox), "      deleteAfter: 30d");
  await benLeaves();
  expect((await desk.run("forget", "e2")).stderr).toMatch(
    /e2: their account at app \(.*\) is still to be deleted \(deleteAfter\)/,
  );
});

test("where others name somebody who is forgotten, in what was done, the pseudonym stands", async () => {
  // Ann is the manager of Ben and Dan; a complaint of the provider names her.
  desk.write("groups.csv", ...groups);
  await desk.run("sync");
  desk.write(
    "people.csv",
    ...people.filter((line) => !line.startsWith("e1,")).map((line) => line.replace(",eng,e1,", ",eng,,")),
  );
  desk.write("memberships.csv", ...memberships.filter((line) => !line.endsWith(",e1")));
  await desk.run("sync", "--allow-removals", "5");
  const ann = desk.sandbox.users().find(({ userName }) => userName === "ann@x.org");
  const { stdout } = await desk.run("forget", "e1", "--json");
  const [forgotten] = JSON.parse(stdout).forgotten;
  expect(forgotten.mentions).toBeGreaterThan(0);
  expect(tracesOf("ann@x.org", idOf(ann), "\\u0000ref:e1")).toEqual([]);
  expect((await desk.run("runs", "verify")).code).toBe(0);
});
