import { describe, expect, test } from "vitest";
import { fitted } from "../../src/cli/fit-lines.ts";
import { takesColour } from "../../src/cli/terminal.ts";

describe("lines that are too long", () => {
  test("go on below, further in; words and what stands between backticks stay whole", () => {
    const text = "app\n  one two `scimsync retry e1` four five six seven eight\nshort\n";
    expect(fitted(text, { columns: 40 })).toBe(
      "app\n  one two `scimsync retry e1` four five\n      six seven eight\nshort\n",
    );
    expect(fitted("  a `scimsync links set app one two three`", { columns: 40 })).toBe(
      "  a\n      `scimsync links set app one two three`",
    );
    expect(fitted(`x ${"y".repeat(60)} z`, { columns: 40 })).toBe(`x\n    ${"y".repeat(60)}\n    z`);
  });

  test("stay as they are where there is no terminal, and on one that nothing fits", () => {
    const text = "one two ".repeat(40);
    expect(fitted(text, {})).toBe(text);
    expect(fitted(text, { columns: 20 })).toBe(text);
  });

  test("are measured without colours, and with wide characters", () => {
    const red = "\u001b[31mname of somebody\u001b[39m says: no more";
    expect(fitted(red, { columns: 40 })).toBe(red);
    expect(fitted("漢字漢字漢字 漢字漢字漢字 漢字漢字漢字 漢", { columns: 40 })).toBe(
      "漢字漢字漢字 漢字漢字漢字 漢字漢字漢字\n    漢",
    );
  });
});

test("colours go to terminals that know them, unless NO_COLOR is set", () => {
  expect(takesColour({ isTTY: true }, {})).toBe(true);
  expect(takesColour({ isTTY: true }, { NO_COLOR: "" })).toBe(true);
  expect(takesColour({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
  expect(takesColour({ isTTY: true }, { TERM: "dumb" })).toBe(false);
  expect(takesColour({ isTTY: false }, {})).toBe(false);
  expect(takesColour({}, {})).toBe(false);
});
