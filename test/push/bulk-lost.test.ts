import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { company } from "../support/company.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, setScene } from "../support/scene.ts";
import { results } from "./bulk-front.ts";
import { bulkScene, count, crowd } from "./bulk-scene.ts";

test("done half, and the answer lost: each is looked up before anything is repeated", async () => {
  const scene = await bulkScene({ quirks: ["bulkStopsHalfway", "noUniqueness"] });
  const report = await scene.bring(crowd(13, 1));
  expect(done(report)).toEqual({ created: 13, groupsCreated: 1, membersAdded: 13 });
  expect(scene.server.sizes).toEqual([12]);
  // The first one, and the half that was not made.
  expect(count(scene, "POST /Users")).toBe(7);
});

test("the answer lost while the provider is still at work: nobody is made twice", async () => {
  const scene = await bulkScene({
    quirks: ["noUniqueness"],
    settings: { users: { match: ["userName"] } },
    handle: ({ Operations }, pass) => {
      // Each look comes a moment too early to see the next one.
      const left = [...Operations];
      scene.server.afterReads(async () => {
        const next = left.shift();
        if (next !== undefined) await pass([next]);
      });
      return Promise.resolve("reset");
    },
  });
  await scene.bring(crowd(21, 0));
  expect(count(scene, "POST /Users")).toBe(1);
});

test("members that were made with the group are not added again when the answer was lost", async () => {
  const scene = await bulkScene({
    quirks: ["readdDuplicates"],
    handle: async ({ Operations }, pass) => {
      const all = await pass(Operations);
      return Operations.some(({ path }) => path === "/Groups") ? "reset" : results(all);
    },
  });
  await scene.bring(company);
  expect(scene.server.sizes).toEqual([11, 2]);
});

test("after a lost answer less is staked on the next one", async () => {
  let isFirst = true;
  const scene = await bulkScene({
    connector: { bulk: { use: "offered", operationsPerRequest: 20 } },
    handle: async ({ Operations }, pass) => {
      const all = await pass(Operations);
      const isLost = isFirst;
      isFirst = false;
      return isLost ? "reset" : results(all);
    },
  });
  await scene.bring(crowd(61, 0));
  expect(scene.server.sizes[0]).toBe(20);
  expect(Math.max(...scene.server.sizes.slice(1))).toBe(10);
  expect(count(scene, "POST /Users")).toBe(1);
});

test("results that are of somebody else, of nobody, twice there or missing are not believed", async () => {
  const scene = await bulkScene({
    handle: async ({ Operations }, pass) => {
      const [one = {}, two = {}, three = {}, , ...rest] = await pass(Operations);
      const mixed = { ...one, response: { schemas: [], id: "1", userName: "somebody@else.example" } };
      const elsewhere = { ...two, location: "https://elsewhere.example/Users/7" };
      return results([mixed, elsewhere, three, three, ...rest]);
    },
  });
  await scene.bring(crowd(9, 0));
  expect(count(scene, "POST /Users")).toBe(1);
});

test("a run killed while the answer was under way: the next one finds all of them, and counts them as made", async () => {
  const copy = await mkdtemp(join(tmpdir(), "scimsync-killed-"));
  onTestFinished(() => rm(copy, { recursive: true }));
  let isKilled = false;
  const scene = await bulkScene({
    quirks: ["noUniqueness"],
    handle: async ({ Operations }, pass) => {
      if (isKilled) return results(await pass(Operations));
      isKilled = true;
      await pass(Operations.slice(0, 7));
      await copyState(scene.folder, copy);
      scene.server.setDown(true);
      return "reset";
    },
  });
  // Nothing this run does from the reset on reaches the server, or stays in the state file.
  await scene.sync(company);
  scene.server.setDown(false);
  await copyState(copy, scene.folder);
  releaseLock(join(scene.folder, "scimsync.db"));
  expect(await scene.server.users()).toHaveLength(8);
  const report = await scene.sync();
  expect(report.failures).toEqual([]);
  // Updated is who was made alone before, and learns now who the manager is.
  expect(done(report)).toEqual({ created: 11, updated: 1, groupsCreated: 3, membersAdded: 13 });
  await scene.expectHeld(company);
  await scene.expectNoRequests();
});

test("resets before and after the write, and a storm of pauses: in the end everybody is there once", async () => {
  const connector = { bulk: { use: "offered", operationsPerRequest: 8 } };
  const start = () => startSandboxServer(connector, ["noUniqueness"]);
  const scene = await setScene(start, {}, fastClock(50));
  scene.server.setFaults("reset:0.08", "lost:0.08", "429:0.15");
  const directory = crowd(40, 3);
  let report = await scene.sync(directory);
  for (let run = 1; report.exitCode !== 0 && run < 6; run += 1) report = await scene.sync();
  scene.server.setFaults();
  expect(report.exitCode).toBe(0);
  await scene.expectHeld(directory);
  await scene.expectNoRequests();
});

/** What stands in the state file now; a killed process leaves nothing more. */
async function copyState(from: string, to: string): Promise<void> {
  for (const name of await stateFiles(to)) await rm(join(to, name));
  for (const name of await stateFiles(from)) await copyFile(join(from, name), join(to, name));
}

async function stateFiles(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("scimsync.db"));
}

/** The process that held the lock is this one, and lives. */
function releaseLock(file: string): void {
  const database = new Database(file);
  database.exec("DELETE FROM lock");
  database.close();
}
