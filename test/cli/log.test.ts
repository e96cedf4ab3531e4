import { readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { config, type Desk, openDesk, writeDirectory } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});

afterEach(() => desk.close());

// oxlint-disable-next-line typescript/no-explicit-any -- the shape of these lines is what the tests look at
const lines = (): any[] =>
  readFileSync(desk.path("run.log"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

const people = (n: number) => Array.from({ length: n }, (_, at) => `p${at},p${at}@x.org,P,${at},Dev,eng,,pw`);
const nowhere = (line: string) => line.replace(/baseUrl: .*/, "baseUrl: http://127.0.0.1:9/scim");

test("each line of a run names run and target, each operation its key; messages are the same whoever is meant", async () => {
  const ran = await desk.run("sync", "--log-file", "run.log", "--log-level", "debug");
  expect([ran.code, ran.stderr.includes("a run began")]).toEqual([3, false]);
  const log = lines().filter(({ run }) => run !== undefined);
  expect(new Set(log.map(({ run, target }) => `${run} ${target}`)).size).toBe(1);
  expect(log[0]).toMatchObject({ level: 30, target: "app", mode: "sync", msg: "a run began" });
  expect(log[0].time).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(log.at(-1)).toMatchObject({ exitCode: 3, counts: { created: 2 }, msg: "a run ended" });
  const done = log.filter(({ msg }) => msg === "an operation is done");
  expect(done.map(({ key, operation }) => `${operation} ${key}`)).toContain("create e1");
  expect(JSON.stringify(log)).not.toMatch(/pw-one|Bearer/);
  expect(statSync(desk.path("run.log")).mode & 0o777).toBe(0o600);

  const before = lines().length;
  await desk.run("sync", "--log-file", "run.log", "--log-level", "info");
  const added = lines().slice(before);
  expect(added.map(({ msg }) => msg)).toContain("a run ended");
  expect(added.every(({ level }) => level >= 30)).toBe(true);
});

test("what is held and what stops a target is told; what the report says is not said twice on stderr", async () => {
  const logged = ["--log-file", "run.log", "--log-level", "info"];
  desk.write("people.csv", "id,email,first,last,title,team,boss,secret", ...people(12));
  desk.write("scimsync.yaml", ...config(desk.sandbox).map(nowhere));
  await desk.run("sync", ...logged);
  const stopped = { target: "app", exitCode: 6, reason: "unreachable", msg: "a run was stopped" };
  expect(lines().at(-1)).toMatchObject(stopped);
  expect((await desk.run("sync")).stderr).not.toContain("a run was stopped");

  desk.write("scimsync.yaml", ...config(desk.sandbox));
  await desk.run("sync");
  desk.write("people.csv", "id,email,first,last,title,team,boss,secret", ...people(1));
  const { stderr } = await desk.run("sync", ...logged);
  const held = { guard: "users", held: 11, msg: "operations are held" };
  expect(lines()).toContainEqual(expect.objectContaining(held));
  expect(stderr).not.toContain("operations are held");
});

test("a log that cannot be written is told before anything is done", async () => {
  const { code, stderr } = await desk.run("sync", "--log-file", "nowhere/run.log");
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining("--log-file nowhere/run.log: ENOENT") as string,
  ]);
  expect(desk.sandbox.requests().total).toBe(0);
});
