import { describe, expect, test } from "vitest";
import { MemberDigest } from "../../src/directory/member-digest.ts";
import { SeenEntries } from "../../src/directory/seen-entries.ts";

describe("SeenEntries", () => {
  test("remembers which, where and how many", () => {
    const seen = new SeenEntries();
    seen.add(3, { file: "a.csv", line: 2 });
    seen.add(5, { file: "b.csv", line: 9 });
    seen.add(3, { file: "b.csv", line: 4 });
    expect(seen.count).toBe(2);
    expect([seen.has(3), seen.has(4), seen.has(5)]).toEqual([true, false, true]);
    expect(seen.place(3)).toEqual({ file: "b.csv", line: 4 });
    expect(seen.place(4)).toBeUndefined();
  });
  test("grows with the ids, and forgets nothing", () => {
    const seen = new SeenEntries();
    for (const id of [0, 1_023, 1_024, 5_000, 1_000_000]) seen.add(id, { file: "a.csv", line: id + 1 });
    expect(seen.count).toBe(5);
    expect(seen.place(1_024)).toEqual({ file: "a.csv", line: 1_025 });
    expect(seen.place(0)).toEqual({ file: "a.csv", line: 1 });
    expect(seen.has(2_000_000)).toBe(false);
    expect(seen.place(2_000_000)).toBeUndefined();
  });
});

function digestOf(...keys: readonly string[]): string {
  const digest = new MemberDigest();
  for (const key of keys) digest.add(key);
  return digest.toString();
}

describe("MemberDigest", () => {
  test("order does not count", () => {
    const keys = Array.from({ length: 500 }, (_, at) => `E${at}`);
    expect(digestOf(...keys.toReversed())).toBe(digestOf(...keys));
  });
  test.each([
    [["a", "b"], ["a"]],
    [["a", "a"], ["a"]],
    [
      ["a", "a", "b"],
      ["a", "b", "b"],
    ],
    [["ab"], ["ba"]],
    [["a", "b"], ["ab"]],
    [["a"], ["A"]],
    [[""], []],
    [["é"], ["e\u0301"]],
    [
      ["1", "4"],
      ["2", "3"],
    ],
  ])("%j and %j differ", (one, other) => expect(digestOf(...one)).not.toBe(digestOf(...other)));
  test("no two of many sets are taken for one", () => {
    const sets = Array.from({ length: 50_000 }, (_, at) => digestOf(`user-${at}`, `user-${at + 1}`));
    expect(new Set(sets).size).toBe(sets.length);
  });
});
