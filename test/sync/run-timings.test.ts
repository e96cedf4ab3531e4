import { expect, test } from "vitest";
import type { Clock } from "../../src/clock.ts";
import { startStopwatch } from "../../src/sync/run-timings.ts";

function watchAt(startedAt: number, readMs = 0) {
  const time = { now: startedAt };
  const clock: Clock = { now: () => time.now, sleep: async () => {} };
  return { time, watch: startStopwatch(clock, startedAt, readMs) };
}

test("what is planned and what is pushed follow one another", () => {
  const { time, watch } = watchAt(1000, 70);
  time.now = 1300;
  watch.pushBegins();
  time.now = 2000;
  expect(watch.look()).toEqual({ readMs: 70, planMs: 300, pushMs: 700 });
});

test("a run that pushes nothing was planning all the time", () => {
  const { time, watch } = watchAt(1000);
  time.now = 1300;
  expect(watch.look()).toEqual({ readMs: 0, planMs: 300, pushMs: 0 });
});

test("a clock that is put back makes nothing less than nothing", () => {
  const { time, watch } = watchAt(1000);
  time.now = 400;
  watch.pushBegins();
  time.now = 100;
  expect(watch.look()).toEqual({ readMs: 0, planMs: 0, pushMs: 0 });
});
