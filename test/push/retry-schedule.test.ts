import { describe, expect, test } from "vitest";
import { never } from "../../src/plan/attention.ts";
import { nextTry, type Tried } from "../../src/push/retry-schedule.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const from = Date.UTC(2026, 0, 5, 2);

/** What becomes of a record that failed this long after its schedule began. */
function after(age: number, tried: Partial<Tried> = {}) {
  const what = { operation: "create", code: "rejected_by_target", attempts: 3 } as const;
  const { reason, due } = nextTry({ ...what, from, now: from + age, ...tried });
  return { reason, age: due === never ? never : due - from };
}

/** When a record is tried that always fails, by runs that begin so often, a little early or late; in milliseconds. */
function triesBy(
  every: number,
  jitter: (run: number) => number = () => 0,
  until = 40 * day,
): readonly number[] {
  const tries: number[] = [];
  let due = from;
  for (let run = 0; run * every < until; run += 1) {
    const now = from + run * every + jitter(run);
    if (now < due) continue;
    tries.push(now - from);
    ({ due } = nextTry({
      operation: "update",
      code: "rejected_by_target",
      attempts: tries.length,
      from,
      now,
    }));
  }
  return tries;
}

test("what failed once is tried in the next run, for whoever mended the cause types sync next", () => {
  expect(after(0, { attempts: 1 })).toEqual({ reason: "failed", age: 0 });
});

test.each([
  [0, 57.5 * minute],
  [57 * minute, 57.5 * minute],
  [hour, 7 * hour - 15 * minute],
  [7 * hour, 30 * hour],
  [31 * hour, 54 * hour],
  [27 * day, 27 * day + 6 * hour],
])("then 1 h, 6 h, 24 h later, then daily, a little early: failed at %i ms", (age, next) => {
  expect(after(age)).toEqual({ reason: "quarantined", age: next });
});

test("after 28 days it is given up", () => {
  expect(after(28 * day - 1).reason).toBe("quarantined");
  expect(after(28 * day)).toEqual({ reason: "givenUp", age: never });
});

test("a run every quarter of an hour tries at once again, after 1 h, 7 h, 31 h, then daily, 32 times in all", () => {
  const tries = triesBy(15 * minute);
  expect(tries.slice(0, 6).map((ms) => ms / hour)).toEqual([0, 0.25, 1, 6.75, 30, 54]);
  expect(tries).toHaveLength(32);
  expect(tries.at(-1)).toBeGreaterThanOrEqual(28 * day);
});

test("a run each night tries in each of them, whether it begins a little early or late", () => {
  const tries = triesBy(day, (run) => (run % 3) * 20 * minute);
  expect(tries).toHaveLength(29);
});

describe("what is tried in every run", () => {
  test.each(["deactivate", "delete", "removeMembers"] as const)(
    "%s, for ever: somebody has access",
    (operation) => {
      expect(after(60 * day, { operation, attempts: 99 })).toEqual({ reason: "failed", age: 60 * day });
    },
  );

  test.each(["server_error", "changed_meanwhile", "conflict", "gone", "no_answer", "unreadable"] as const)(
    "%s, on the first day: it tells of the moment",
    (code) => {
      expect(after(day - 1, { code, attempts: 50 })).toEqual({ reason: "failed", age: day - 1 });
      expect(after(day, { code, attempts: 50 })).toEqual({ reason: "quarantined", age: 30 * hour });
    },
  );
});
