import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { config, type Desk, openDesk, people, writeDirectory } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});
afterEach(() => desk.close());

function edit(statement: string): void {
  const database = new Sqlite(desk.path("scimsync.db"));
  expect(database.prepare(statement).run().changes).toBeGreaterThan(0);
  database.close();
}

test("runs verify says that all is as it was, and which run is not", async () => {
  expect((await desk.run("runs", "verify")).stdout).toContain("no run has ended yet");
  await desk.run("sync");
  const { code, stdout } = await desk.run("runs", "verify");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^1 runs with \d+ operations are as they were when they ended\nhead: 1:[\da-f]{64}\n/,
  );
  const [, head = ""] = /head: (\S+)/.exec(stdout) ?? [];
  await desk.run("sync", "--reapply");
  expect((await desk.run("runs", "verify", "--head", head)).code).toBe(0);
  expect((await desk.run("runs", "verify", "--head", "nonsense")).code).toBe(2);

  const { runs } = await desk.json("runs");
  edit(`UPDATE operation SET name = 'Mallory' WHERE seq = 1`);
  const altered = await desk.run("runs", "verify");
  expect(altered.code).toBe(10);
  expect(altered.stdout).toContain(`ALTERED run ${runs[1].runId}, ring 1: `);
  expect(await desk.json("runs", "verify")).toMatchObject({
    version: 1,
    intact: false,
    faults: [{ kind: "altered", run: runs[1].runId, position: 1 }],
  });
});

/** Makes what was done look as if it had been done so many days ago; the chain of it is not to be verified any more. */
function age(days: number): void {
  edit(`UPDATE run SET started_at = started_at - ${days * 86_400_000}`);
  edit(`UPDATE chain SET at = at - ${days * 86_400_000}`);
}

test("prune removes what is older, and wants to be told how old", async () => {
  await desk.run("sync");
  await desk.run("sync", "--reapply");
  age(100);
  expect(await desk.run("prune")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("prune --keep 400"),
  });
  expect((await desk.run("prune", "--keep", "3")).code).toBe(2);
  expect((await desk.json("prune", "--keep", "200")).runs).toBe(0);
  expect((await desk.json("runs")).runs).toHaveLength(2);
  const pruned = await desk.json("prune", "--keep", "90");
  expect(pruned).toMatchObject({ version: 1, runs: 1 });
  expect(pruned.operations).toBeGreaterThan(3);
  expect((await desk.json("runs")).runs).toHaveLength(1);
  const [after] = (await desk.json("sync")).runs;
  expect(after.requests.total).toBe(0);
});

test("with a retention a sync removes what is older when it ends", async () => {
  await desk.run("sync");
  await desk.run("sync", "--reapply");
  age(100);
  desk.write("people.csv", ...people.map((line) => line.replace("Boss", "Chief")));
  await desk.run("sync");
  expect((await desk.json("runs")).runs).toHaveLength(3);
  desk.write("scimsync.yaml", "retention: 90d", ...config(desk.sandbox));
  await desk.run("sync");
  expect((await desk.json("runs")).runs).toHaveLength(2);
  expect((await desk.json("runs", "verify")).removed).toMatchObject([{ kind: "prune", runs: 2 }]);
  desk.write("scimsync.yaml", "retention: 6d", ...config(desk.sandbox));
  expect((await desk.run("validate")).stderr).toContain("retention: must be 7d at least");
});
