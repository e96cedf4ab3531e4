import { expect, test } from "vitest";
import { foldLine } from "../../src/cli/fold-line.ts";

const line = "  HELD: 7 of 9 accounts would be deactivated. Let them through with `scimsync approve RUN`.";

test("a long line is broken between words, and never in a command that somebody copies", () => {
  expect(foldLine(line, 40)).toBe(
    [
      "  HELD: 7 of 9 accounts would be",
      "    deactivated. Let them through with",
      "    `scimsync approve RUN`.",
    ].join("\n"),
  );
  expect(foldLine(line, 30, 8).split("\n")[1]).toBe("          accounts would be");
});

test("what is no terminal wraps nothing, and no word is lost or changed", () => {
  expect(foldLine(line, undefined)).toBe(line);
  for (let width = 10; width < 100; width += 7)
    expect(foldLine(line, width).replaceAll(/\s+/g, " ")).toBe(line.replaceAll(/\s+/g, " "));
});

test("colours take no place", () => {
  const red = "\u001b[31mHELD:\u001b[39m one two";
  expect(foldLine(red, 13)).toBe(red);
  expect(foldLine(red, 9)).toBe("\u001b[31mHELD:\u001b[39m one\n  two");
});
