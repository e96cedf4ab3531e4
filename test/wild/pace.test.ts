import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { systemClock } from "../../src/clock.ts";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import { seededRandom } from "../../src/sandbox/random.ts";
import { openLimit } from "../../src/sandbox/faults/request-limit.ts";
import type { LoggedRequest } from "../../src/sandbox/request-log.ts";
import { crowd } from "../support/crowd.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";
import { type SimulatedTime, simulateTime } from "../support/simulated-time.ts";

/** By so much the crowds and the hourly quota are smaller than in the full measurement. */
const scale = Number(process.env["SCIMSYNC_PACE"] ?? 0.06);
const patience = 60_000 + scale * 1_800_000;

interface Course {
  /** Words of `--fault` by which the server enforces its limits. */
  readonly enforced: readonly string[];
  readonly limits: JsonObject;
  readonly users: number;
  /** The limit that is to be used up, of those that are enforced. */
  readonly tight: string;
  /** Milliseconds that requests are on their way, at least and at most; absent for real time and the way it takes. */
  readonly way?: readonly [number, number];
}

const byName = { match: ["userName"] };

type Time = Pick<SimulatedTime, "during" | "serverClock"> & Partial<SimulatedTime>;

const realTime: Time = { during: (work) => work, serverClock: systemClock };

function simulated([least, most]: readonly [number, number]): Time {
  const random = seededRandom(7);
  return simulateTime({ way: () => Math.round(least + random() * (most - least)) });
}

/** Pushes a crowd of new people, and gives what part of the tight limit was used. */
async function usedOf({ enforced, limits, users, tight, way }: Course): Promise<number> {
  const { during, serverClock, dispatcher } = way === undefined ? realTime : simulated(way);
  const start = () => startSandboxServer({}, [], serverClock);
  const scene = await setScene(start, { limits, users: byName, ...(dispatcher && { dispatcher }) });
  scene.server.setFaults(...enforced);
  const directory = crowd(users, 3);
  const report = await during(scene.sync(directory));
  expect(report).toMatchObject({ exitCode: 0, counts: { created: users }, requests: { throttledMs: 0 } });
  const { byStatus, requests } = scene.server.requests();
  expect(byStatus[429]).toBeUndefined();
  scene.server.setFaults();
  await scene.expectHeld(directory);
  return shareOf(tight, requests);
}

/** The time in which the same requests could have come at the earliest, as a part of the time in which they did. */
function shareOf(tight: string, requests: readonly LoggedRequest[]): number {
  const fault = parseFault(tight);
  if (fault.kind !== "limit" && fault.kind !== "window") throw new Error(`${tight} is no limit`);
  const counted = requests.filter(
    ({ method, path }) =>
      (fault.methods?.includes(method) ?? true) && path.split("?")[0]!.startsWith(fault.path ?? "/"),
  );
  const times = counted.map(({ at }) => Date.parse(at));
  const limit = openLimit(fault, 0);
  let earliest = 0;
  for (let left = counted.length; left > 0; left -= 1) {
    for (let wait = limit.take(earliest); wait !== undefined; wait = limit.take(earliest))
      earliest += Math.max(wait, 0.001);
  }
  return earliest / (times.at(-1)! - times[0]!);
}

describe("a limit is used to 97 % at least, and never passed", () => {
  test(
    "20 a second, burst 5",
    async () => {
      const used = await usedOf({
        enforced: ["limit:20:5"],
        limits: { requestsPerSecond: 20, burst: 5 },
        users: Math.ceil(2000 * scale),
        tight: "limit:20:5",
        way: [1, 30],
      });
      report("20 a second", used);
      expect(used).toBeGreaterThan(0.97);
    },
    patience,
  );

  test.runIf(process.env["SCIMSYNC_PACE"])(
    "the same in real time, which takes as long as it says",
    async () => {
      const used = await usedOf({
        enforced: ["limit:20:5"],
        limits: { requestsPerSecond: 20, burst: 5 },
        users: Math.ceil(2000 * scale),
        tight: "limit:20:5",
      });
      report("20 a second in real time", used);
      expect(used).toBeGreaterThan(0.97);
    },
    patience,
  );

  test(
    "the published limits of Slack: per minute, writes and reads, and users by method, with bursts",
    async () => {
      // source: docs.slack.dev/reference/scim-api/rate-limits
      const enforced = [
        "limit:600/1m:180:POST,PUT,PATCH,DELETE",
        "limit:1000/1m:1000:GET",
        "limit:300/1m:300:GET/Users",
        "limit:180/1m:20:POST/Users",
        "limit:180/1m:20:PUT,PATCH/Users",
        "limit:180/1m:20:DELETE/Users",
      ];
      const writes = ["POST", "PUT", "PATCH", "DELETE"];
      const user = { every: "1m", requests: 180, burst: 20, of: "users" };
      const rates = [
        { requests: 600, every: "1m", burst: 180, methods: writes },
        { requests: 1000, every: "1m", burst: 1000, methods: ["GET"] },
        { requests: 300, every: "1m", burst: 300, methods: ["GET"], of: "users" },
        { ...user, methods: ["POST"] },
        { ...user, methods: ["PUT", "PATCH"] },
        { ...user, methods: ["DELETE"] },
      ];
      const used = await usedOf({
        enforced,
        limits: { rates },
        users: Math.ceil(5000 * scale),
        tight: "limit:180/1m:20:POST/Users",
        way: [20, 250],
      });
      report("Slack", used);
      expect(used).toBeGreaterThan(0.97);
    },
    patience,
  );

  test(
    "the guidance of GitHub: 1,000 new users an hour",
    async () => {
      // source: github/docs data/reusables/scim/emu-scim-rate-limit-details.md
      const quota = Math.ceil(1000 * scale);
      const used = await usedOf({
        enforced: [`limit:${quota}/1h:POST/Users`],
        limits: { rates: [{ requests: quota, every: "1h", methods: ["POST"], of: "users" }] },
        users: Math.ceil(2500 * scale),
        tight: `limit:${quota}/1h:POST/Users`,
        way: [20, 250],
      });
      report("GitHub", used);
      expect(used).toBeGreaterThan(0.97);
    },
    patience,
  );
});

function report(name: string, used: number): void {
  if (process.env["SCIMSYNC_PACE"] !== undefined)
    console.log(`${name}: ${(used * 100).toFixed(2)} % of the limit used`);
}
