import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { systemClock } from "../../src/clock.ts";
import type { Outlook } from "../../src/sync/forecast/outlook.ts";
import type { RunEvent } from "../../src/sync/run-context.ts";
import { crowd } from "../support/crowd.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";
import { type Network, simulateTime } from "../support/simulated-time.ts";

interface Said extends Outlook {
  /** Since the first of them. */
  readonly at: number;
}

interface Pushed {
  readonly said: readonly Said[];
  /** When the last operation was done. */
  readonly end: number;
}

interface Course {
  readonly limits?: JsonObject;
  readonly faults?: readonly string[];
  readonly network?: Network;
  readonly people?: number;
}

/** Pushes a crowd on simulated time, and notes what is forecast when something is done, twice a second at most. */
async function push({ limits = {}, faults = [], network = {}, people = 100 }: Course): Promise<Pushed> {
  const time = simulateTime(network);
  const said: Said[] = [];
  let look: (() => Outlook) | undefined;
  let began = 0;
  let end = 0;
  const onEvent = (event: RunEvent) => {
    if (event.kind === "planned") {
      began = systemClock.now();
      look = event.outlook;
    }
    if (event.kind !== "outcome" || look === undefined) return;
    end = systemClock.now() - began;
    if (said.length > 0 && end - (said.at(-1)?.at ?? 0) < 500) return;
    said.push({ at: end, ...look() });
  };
  const settings = { limits, dispatcher: time.dispatcher, onEvent, users: { match: ["userName"] } };
  const scene = await setScene(() => startSandboxServer({}, [], time.serverClock), settings);
  scene.server.setFaults(...faults);
  const report = await time.during(scene.sync(crowd(people, 10)));
  expect(report).toMatchObject({ exitCode: 0, failures: [] });
  return { said, end };
}

/** When it is to end, by each forecast that says so. */
function endsSaid({ said }: Pushed): readonly number[] {
  return said.flatMap(({ at, ms }) => (ms === undefined ? [] : [at + ms]));
}

describe("what is said to be left while a push goes on", () => {
  test.each<readonly [string, number, Course]>([
    ["a stated rate", 0.07, { limits: { requestsPerSecond: 5 } }],
    ["a stated span", 0.08, { limits: { rates: [{ requests: 20, every: "10s" }] } }],
    ["no limit: the pace of the target", 0.12, { network: { way: () => 400 }, limits: { concurrency: 4 } }],
    ["a pace that refusals taught", 0.1, { faults: ["limit:5:5"] }],
    ["a quota that answers tell of", 0.35, { faults: ["limit-told:50/20s"] }],
  ])("%s", async (_, tolerance, course) => {
    const pushed = await push(course);
    const ends = endsSaid(pushed);
    // It is known almost from the first operation on, is right, and does not jump.
    expect(ends.length).toBeGreaterThanOrEqual(pushed.said.length - 3);
    for (const end of ends) expect(Math.abs(end - pushed.end) / pushed.end).toBeLessThan(tolerance);
    const jumps = ends.slice(1).map((end, at) => Math.abs(end - (ends[at] ?? 0)) / pushed.end);
    expect(Math.max(...jumps)).toBeLessThan(0.2);
    expect(pushed.said.at(-1)?.requests).toBeLessThan(30);
  });
});
