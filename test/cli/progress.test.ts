import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createProgress } from "../../src/cli/progress.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { Outlook } from "../../src/sync/forecast/outlook.ts";
import type { RunEvent } from "../../src/sync/run-context.ts";

/** A terminal that keeps what is shown, and a clock that is set by hand. */
function watch(interactive: boolean, columns = 80) {
  const shown: string[] = [];
  const clock = { now: 0 };
  const terminal = {
    interactive,
    columns,
    progress: (line: string) => shown.push(line),
    note: (line: string) => shown.push(line),
  } as unknown as Terminal;
  return { shown, clock, progress: createProgress(terminal, () => clock.now, false) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const outcome = { kind: "outcome", target: "app", event: { outcome: { state: "succeeded" } } } as RunEvent;

function planned(outlook: () => Outlook): RunEvent {
  return { kind: "planned", target: "app", operations: 4, outlook };
}

test("a push says how many requests are left, and how long they take", () => {
  const { shown, clock, progress } = watch(true);
  const left: Outlook[] = [
    { requests: 1234, ms: undefined },
    { requests: 1000, ms: 20_000 },
    { requests: 1, ms: 7_200_000 },
  ];
  progress.onEvent(planned(() => left.shift() ?? { requests: 0, ms: 0 }));
  for (let at = 1; at <= 3; at += 1) {
    clock.now = at * 1000;
    progress.onEvent(outcome);
  }
  expect(shown.map((line) => line.replaceAll(/[█░]/gu, ""))).toEqual([
    "app  1/4, 1,234 requests left",
    "app  2/4, 1,000 requests, 20 s left",
    "app  3/4, 1 request, 2.0 h left",
  ]);
});

test("what is left is worked out only when it is shown", () => {
  const { clock, progress } = watch(true);
  let looks = 0;
  const look = () => ({ requests: (looks += 1), ms: 0 });
  progress.onEvent(planned(look));
  clock.now = 1000;
  for (let at = 0; at < 100; at += 1) progress.onEvent(outcome);
  expect(looks).toBe(1);
});

test("elsewhere than on a terminal it is told how creates are looked for, and a line now and then", () => {
  const { shown, clock, progress } = watch(false);
  progress.onEvent(planned(() => ({ requests: 3, ms: 1000 })));
  const choice = { resource: "User", by: "listing", creates: 1000, total: 0, why: "" } as const;
  progress.onEvent({ kind: "lookUps", target: "app", choice });
  progress.onEvent({
    kind: "lookUps",
    target: "app",
    choice: { ...choice, resource: "Group", by: "filter", why: "a list of 2000 takes more requests" },
  });
  clock.now = 5_000;
  progress.onEvent(outcome);
  expect(shown).toEqual([
    "app: pushing 4 operations",
    "app: 1,000 new users: looked for in one listing, since the target has 0 users",
    "app: 1,000 new groups: looked for by filter each, since a list of 2000 takes more requests",
    expect.stringContaining("1/4, 3 requests, 1 s left"),
  ]);
});

test("what failed stands before what is left, and a rate once there is one; a narrow terminal has a short bar", () => {
  const failed = { ...outcome, event: { outcome: { state: "failed" } } } as RunEvent;
  for (const [columns, line] of [
    [80, "app █████░░░░░░░░░░░░░░░░░░░ 20/100, 2 failed, 5.0/s, 1,234 requests, 80 s left"],
    [50, "app 20/100, 2 failed, 5.0/s, 1,234 requests, 80 s left"],
  ] as const) {
    const { shown, clock, progress } = watch(true, columns);
    progress.onEvent({ ...planned(() => ({ requests: 1234, ms: 79_100 })), operations: 100 } as RunEvent);
    for (let at = 1; at <= 20; at += 1) {
      clock.now = at * 200;
      progress.onEvent(at % 10 === 0 ? failed : outcome);
    }
    expect(shown.at(-1)).toBe(line);
    progress.end();
  }
});

test("a push that waits tells what is left all the same, and so does a plan that takes long", () => {
  const { shown, clock, progress } = watch(true);
  progress.onRecords(1200);
  for (clock.now = 1000; clock.now <= 2000; clock.now += 1000) vi.advanceTimersByTime(1000);
  expect(shown).toEqual(["1,200 records read; working out what is to be done"]);
  progress.onEvent(planned(() => ({ requests: 7, ms: 60_000 })));
  vi.advanceTimersByTime(1000);
  expect(shown.at(-1)).toMatch(/0\/4, 7 requests, 60 s left$/);
  progress.end();
  const lines = shown.length;
  clock.now += 5000;
  vi.advanceTimersByTime(5000);
  expect(shown).toHaveLength(lines);
});
