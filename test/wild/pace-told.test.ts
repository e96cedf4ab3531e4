import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { crowd } from "../support/crowd.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { simulateTime } from "../support/simulated-time.ts";
import { type PauseWatch, watchPauses } from "./pause-watch.ts";

const directory = crowd(40, 2);

interface Told {
  readonly scene: Scene<SandboxServer>;
  readonly pauses: PauseWatch;
  readonly refused: number;
  readonly requests: number;
  /** Simulated seconds. */
  readonly seconds: number;
  readonly throttledMs: number;
}

/** Pushes to a service whose limits nobody wrote down, and expects that it ends right. */
async function pushTo(faults: readonly string[], connector: JsonObject = {}): Promise<Told> {
  const pauses = watchPauses();
  const time = simulateTime(pauses.network);
  const start = () => startSandboxServer(connector, [], time.serverClock);
  const scene = await setScene(start, { dispatcher: time.dispatcher });
  scene.server.setFaults(...faults);
  const report = await time.during(scene.sync(directory));
  const { byStatus, requests } = scene.server.requests();
  expect(report).toMatchObject({ exitCode: 0, failures: [] });
  scene.server.setFaults();
  await scene.expectHeld(directory);
  expect(pauses).toMatchObject({ early: 0, besidesScout: 0 });
  return {
    scene,
    pauses,
    refused: byStatus[429] ?? 0,
    requests: requests.length,
    seconds: (Date.parse(requests.at(-1)!.at) - Date.parse(requests[0]!.at)) / 1_000,
    throttledMs: report.requests.throttledMs,
  };
}

describe("a service whose limits nobody wrote down", () => {
  test("tells what is left, under names of its own: we wait before the first request is refused", async () => {
    const quota = { remaining: "X-Rate-Limit-Remaining", reset: "X-Rate-Limit-Reset", resetForm: "unix" };
    const { refused, throttledMs } = await pushTo(["limit-told:50/1m"], { pacing: { quota } });
    expect(refused).toBe(0);
    expect(throttledMs).toBeGreaterThan(60_000);
  });

  test("always tells that nothing is left: it is believed twice", async () => {
    const { seconds } = await pushTo(["quota:0:60"]);
    expect(seconds).toBeLessThan(200);
  });

  test("says how long to wait as an instant, under a name of its own", async () => {
    const retryAfter = { header: "X-Retry-After", form: "unix" };
    const { refused, requests, seconds } = await pushTo(["limit:50/1m"], { pacing: { retryAfter } });
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(Math.ceil(requests / 50) * 8);
    expect(seconds).toBeGreaterThan(120);
    expect(seconds).toBeLessThan(300);
  });

  test.each(["limit:5:5", "limit-ms:5:5", "limit-bare:5:5"])(
    "%s: the pace settles near what it takes, with few refusals",
    async (limit) => {
      // A filter before each create, so that there are requests enough to settle in.
      const connector = { reads: { totalResults: "ignore" } };
      const { refused, requests, seconds } = await pushTo([limit], connector);
      expect(refused).toBeLessThan(requests / 5);
      // At 5 a second it takes as many seconds as a fifth of the requests; the pace climbs to that.
      expect(seconds).toBeLessThan((requests / 5) * 3);
    },
  );
});
