import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { targetDefaults } from "../../src/config/target-defaults.ts";
import { guardLimit } from "../../src/plan/guard.ts";

const numbers = (text: string): readonly number[] =>
  (text.match(/[\d,]+/g) ?? []).map((one) => Number(one.replaceAll(",", "")));

test("docs/guards.md states each guard with the limits it has", () => {
  const rows = readFileSync(new URL("../../docs/guards.md", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1));
  const stated = rows.map(([name = "", , percent = "", count = "", floor = ""]) => [
    name.trim().replaceAll("`", ""),
    { percent: numbers(percent)[0], count: numbers(count)[0] ?? 1_000_000, floor: numbers(floor)[0] },
  ]);
  expect(Object.fromEntries(stated)).toEqual(targetDefaults.guard);
});

test.each([
  ["users", 6, 50],
  ["deletions", 3, 25],
  ["creates", 20, 1_000],
  ["updates", 20, 10_000],
  ["scope", 6, 50],
] as const)(
  "guard.%s lets %i go where there are 30 accounts, and %i where there are 100,000",
  (guard, few, many) => {
    const { percent, count, floor } = targetDefaults.guard[guard];
    const limit = { percent: Number(percent), count, floor };
    expect([guardLimit(limit, 30), guardLimit(limit, 100_000)]).toEqual([few, many]);
  },
);
