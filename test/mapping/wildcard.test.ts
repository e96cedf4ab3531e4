import { expect, test } from "vitest";
import { compileWildcards } from "../../src/mapping/wildcard.ts";

test.each([
  ["eng", "eng", true],
  ["eng", " ENG ", true],
  ["eng", "eng2", false],
  ["*", "anything", true],
  ["*", "", true],
  ["eng-*", "eng-", true],
  ["*-eng", "x-eng", true],
  ["*eng*", "an engineer", true],
  ["a*c", "abc", true],
  ["a*c", "ab", false],
  ["a*a", "a", false],
  ["ab*ba", "aba", false],
  ["a**c", "abbc", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-c-b", false],
  ["*b*b", "ab", false],
  ["a.c", "abc", false],
  ["(a|b)*", "(a|b)x", true],
  ["(a|b)*", "ax", false],
  ["a*", "a\nb", true],
  ["zo\u00EB*", "ZOE\u0308-x", true],
])("%s against “%s”: %s", (pattern, name, expected) => {
  expect(compileWildcards([pattern])(name)).toBe(expected);
});

test("several patterns: one is enough, none matches nothing", () => {
  expect(compileWildcards(["a", "b*"])("bc")).toBe(true);
  expect(compileWildcards([])("")).toBe(false);
});

test("a name is no pattern, whatever stars it has", () => {
  for (const name of ["*", "**", "eng*", "*eng", "?ng", "[e]ng", "{eng,ops}", "eng\\*"]) {
    expect(compileWildcards(["eng", "ops-*"])(name)).toBe(false);
    expect(compileWildcards([name.replaceAll("*", "")])(`${name}*`)).toBe(false);
  }
});

test("no name makes a pattern slow", () => {
  const matches = compileWildcards([`${"*a".repeat(25)}*b`]);
  const start = performance.now();
  expect(matches("a".repeat(5_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(200);
});
