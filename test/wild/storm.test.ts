import { describe, expect, test } from "vitest";
import type { RunReport } from "../../src/sync/report.ts";
import { crowd } from "../support/crowd.ts";
import type { Directory } from "../support/directory.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { simulateTime } from "../support/simulated-time.ts";
import { type PauseWatch, watchPauses } from "./pause-watch.ts";

/** Users of the storms, with a group for each twenty-five; issue 5 asks for 5,000. */
const users = Number(process.env["SCIMSYNC_STORM"] ?? 60);
const directory: Directory = crowd(users, Math.ceil(users / 25));
const patience = 60_000 + users * 400;

const refusals = ["429:0.16:1", "429-date:0.17:2"];
/** Resets before and after the write, and answers that come after the client gave up waiting. */
const losses = ["reset:0.05", "lost:0.05", "slow:0.02:15000"];

interface Storm {
  readonly scene: Scene<SandboxServer>;
  readonly pauses: PauseWatch;
  /** Runs until nothing is left to do, and gives the reports. */
  readonly weather: (...faults: readonly string[]) => Promise<readonly RunReport[]>;
}

async function setStorm(): Promise<Storm> {
  const pauses = watchPauses();
  const time = simulateTime(pauses.network);
  const start = () => startSandboxServer({}, [], time.serverClock);
  const limits = { concurrency: 8, timeout: "10s" };
  const scene = await setScene(start, { limits, dispatcher: time.dispatcher });
  async function weather(...faults: readonly string[]): Promise<readonly RunReport[]> {
    scene.server.setFaults(...faults);
    const reports: RunReport[] = [];
    for (let run = 1; run <= 5; run += 1) {
      reports.push(await time.during(scene.sync(directory)));
      if (reports.at(-1)?.exitCode === 0) break;
    }
    scene.server.setFaults();
    return reports;
  }
  return { scene, pauses, weather };
}

/** Requests of the same run when nothing goes wrong. */
async function calm(): Promise<number> {
  const { scene, weather } = await setStorm();
  const [report] = await weather();
  expect(report).toMatchObject({ exitCode: 0, requests: { retried: 0, throttledMs: 0 } });
  return scene.server.requestCount();
}

function statuses({ scene }: Storm, status: number): number {
  return scene.server.requests().byStatus[status] ?? 0;
}

describe(`a storm over ${users} users`, () => {
  test(
    "429 alone, in both forms: each costs one request and nothing else",
    async () => {
      const storm = await setStorm();
      const reports = await storm.weather(...refusals);
      expect(reports.map(({ exitCode }) => exitCode)).toEqual([0]);
      // Fewer where a manager happens to be there before the others, so that no reference is left to be set.
      expect(storm.scene.server.requestCount()).toBeLessThanOrEqual((await calm()) + statuses(storm, 429));
      expect(storm.pauses.early).toBe(0);
      expect(storm.pauses.besidesScout).toBe(0);
      await storm.scene.expectHeld(directory);
    },
    patience,
  );

  test(
    "429, resets before and after the write, and timeouts end with exactly the right accounts and members",
    async () => {
      const storm = await setStorm();
      const reports = await storm.weather(...refusals, ...losses);
      expect(reports.at(-1)).toMatchObject({ exitCode: 0, failures: [] });
      await storm.scene.expectHeld(directory);
      expect(storm.pauses.early).toBe(0);
      expect(storm.pauses.besidesScout).toBe(0);
      // A write without an answer is looked for by two attributes and may be written again.
      const lost = storm.pauses.silences;
      const total = storm.scene.server.requestCount();
      expect(total - statuses(storm, 429)).toBeLessThanOrEqual((await calm()) + lost * 4);
      if (process.env["SCIMSYNC_STORM"] !== undefined)
        console.log({
          users,
          groups: directory.teams.length,
          runs: reports.length,
          requests: total,
          refused: statuses(storm, 429),
          pauses: storm.pauses.pauses,
          lost,
          minutes: reports.map(({ durationMs }) => Math.round(durationMs / 60_000)),
        });
      await storm.scene.expectNoRequests();
    },
    patience,
  );
});
