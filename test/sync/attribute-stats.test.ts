import { describe, expect, test } from "vitest";
import { AttributeTally } from "../../src/sync/inspect/attribute-stats.ts";
import { mayBeNearlyUnique, RepeatCount } from "../../src/sync/read/repeated-values.ts";
import type { SourceKey } from "../../src/source/record.ts";

const users = 200_000;

function tallied(valueAt: (at: number) => string): { tally: AttributeTally; counted: () => RepeatCount } {
  const tally = new AttributeTally("mail", users);
  for (let at = 0; at < users; at += 1) tally.add(at, valueAt(at), "text");
  return {
    tally,
    counted() {
      const count = new RepeatCount(tally);
      for (let at = 0; at < users; at += 1) count.add(valueAt(at), `u${at}` as SourceKey);
      return count;
    },
  };
}

describe("more values than are kept", () => {
  // The doubles stand before, across and after the point at which values are no longer kept.
  const doubles: Readonly<Record<number, number>> = { 9: 2, 120_000: 3, 199_999: 130_000, 150_000: 3 };
  const mail = (at: number) => `person-${doubles[at] ?? at}@example.com`;

  test("are counted exactly where hardly one repeats, and every repeat is found", () => {
    const { tally, counted } = tallied(mail);
    expect(mayBeNearlyUnique(tally)).toBe(true);
    const count = counted();
    expect(count.different).toBe(users - 4);
    expect(count.repeated("mail")).toEqual({
      attribute: "mail",
      values: 3,
      examples: [
        { value: "person-3@example.com", users: 3, keys: ["u3", "u120000", "u150000"] },
        { value: "person-2@example.com", users: 2, keys: ["u2", "u9"] },
        { value: "person-130000@example.com", users: 2, keys: ["u130000", "u199999"] },
      ],
    });
  });

  test("say how many there are at least where many repeat", () => {
    const { tally } = tallied((at) => `manager ${at % 60_000}`);
    expect(mayBeNearlyUnique(tally)).toBe(false);
    expect(tally.stats()).toMatchObject({ filled: users, values: users, different: 50_000, exact: false });
    expect(tally.stats().examples).toEqual([
      { value: "manager 0" },
      { value: "manager 1" },
      { value: "manager 2" },
    ]);
  });

  test("all of them different repeat nowhere", () => {
    const { tally, counted } = tallied((at) => `id ${at}`);
    expect(counted().different).toBe(users);
    expect(counted().repeated("mail")).toBeUndefined();
    expect(tally.stats(counted().different)).toMatchObject({ different: users, exact: true });
  });
});
