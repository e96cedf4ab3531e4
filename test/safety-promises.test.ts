import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("..", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");

interface Row {
  readonly line: number;
  readonly group: string;
  readonly promise: string;
  /** Each as `test/….test.ts › name of a test, or of the tests around it`. */
  readonly tests: readonly string[];
}

/** The groups that a reviewer looks for. */
const groups = [
  "Reading",
  "Guards and scope",
  "People and groups",
  "Crashes, lost answers, stopping",
  "Secrets",
  "Hostile input",
  "On the wire",
  "Supply chain",
];

function rowsOf(page: string): readonly Row[] {
  let group = "";
  return page.split("\n").flatMap((text, at) => {
    group = /^## (.+)$/.exec(text)?.[1] ?? group;
    if (!text.startsWith("|") || /^\| (?:promise|---)/.test(text)) return [];
    const [, promise = "", ...rest] = text.split("|").map((cell) => cell.trim());
    const tests = rest.slice(0, -1).join("|").split("<br>");
    return [{ line: at + 1, group, promise, tests: tests.map((one) => one.trim()) }];
  });
}

/** A test, or several, of that name: `test("name",`, `describe.each(…)("name",`; not one that is skipped. */
function isTestOf(name: string, text: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const called = new RegExp(
    String.raw`(?:\b(test|it|describe)((?:\.\w+)*)|\))\(\s*(["'\x60])${escaped}\3\s*,`,
    "g",
  );
  return [...text.matchAll(called)].some(([, , how = ""]) => !/skip\b|todo/.test(how));
}

/** What is wrong with the test that a row names; undefined when it is there. */
function faultOf(named: string): string | undefined {
  const match = /^\[?(test\/[\w/-]+\.test\.ts)(?:\]\(\.\.\/\1\))? › (.+)$/.exec(named);
  if (match === null) return `names no test: "${named}"`;
  const [, file = "", name = ""] = match;
  try {
    return isTestOf(name, read(file)) ? undefined : `${file} has no test "${name}"`;
  } catch {
    return `${file} is not there`;
  }
}

const rows = rowsOf(read("docs/safety.md"));

test("every promise of docs/safety.md names a test that is there", () => {
  const faults = rows.flatMap(({ line, promise, tests }) => {
    if (promise === "") return [`${line}: promises nothing`];
    return tests.flatMap((named) => {
      const fault = faultOf(named);
      return fault === undefined ? [] : [`docs/safety.md:${line} ${fault}`];
    });
  });
  expect(faults).toEqual([]);
});

test("every group of promises has some, and none is told twice", () => {
  for (const group of groups)
    expect(rows.filter((row) => row.group === group).length, group).toBeGreaterThan(4);
  const promises = rows.map(({ promise }) => promise);
  expect(promises.filter((one, at) => promises.indexOf(one) !== at)).toEqual([]);
});

test("a row without a test, or with one that is not there or is skipped, is found out", () => {
  const here = "test/safety-promises.test.ts";
  for (const bad of [
    "",
    "none yet",
    "test/nowhere.test.ts › x",
    `${here} › no such name`,
    `[${here}](../test/other.test.ts) › every promise of docs/safety.md names a test that is there`,
  ])
    expect(faultOf(bad), bad).toBeDefined();
  expect(faultOf(`${here} › every promise of docs/safety.md names a test that is there`)).toBeUndefined();
  expect(isTestOf("a", 'test.skip("a", () => {})')).toBe(false);
  expect(isTestOf("a", 'test.todo("a", () => {})')).toBe(false);
  expect(isTestOf("a", '// not a call: "a",')).toBe(false);
  expect(isTestOf("a %s (b)", 'describe.each([[1]])("a %s (b)", () => {})')).toBe(true);
});
