import { describe, expect, test } from "vitest";
import { tableLines } from "../../src/cli/render-source-table.ts";
import { cut, cutFront, plain, widthOf } from "../../src/cli/render-source-text.ts";

describe("text", () => {
  test.each([
    ["a line break", "a\nb", String.raw`a\nb`],
    ["a colour", "\u001b[31mred", String.raw`\u001b[31mred`],
    ["a no-break space", "a\u00a0b", String.raw`a\u00a0b`],
    ["a zero-width space", "a\u200bb", String.raw`a\u200bb`],
    ["a right-to-left override", "a\u202eb", String.raw`a\u202eb`],
    ["half a character", "a\ud83d", String.raw`a\ud83d`],
    ["a tag", "a\u{e0001}", String.raw`a\u{e0001}`],
  ])("%s is made visible", (_what, text, seen) => expect(plain(text)).toBe(seen));

  test("of any script, and emoji, passes as it is", () => {
    const text = "山田 Ольга Zoë أحمد 👩\u200d🚀 می\u200cخواهم";
    expect(plain(text)).toBe(text);
  });

  test("is as wide as a terminal shows it, and cut to that", () => {
    expect(["abc", "山田", "e\u0301", "🙂", "\u001b[31ma\u001b[39m"].map((text) => widthOf(text))).toEqual([
      3, 4, 1, 2, 1,
    ]);
    expect([cut("abcdef", 4), cut("山田太郎", 5), cut("ab cdef", 4), cut("abc", 3)]).toEqual([
      "abc…",
      "山田…",
      "ab…",
      "abc",
    ]);
    expect([cutFront("abcdef", 4), cutFront("山田太郎", 5)]).toEqual(["…def", "…太郎"]);
  });

  test("stands in columns whatever its script", () => {
    expect(
      tableLines(
        [{}, { align: "right" }, {}],
        [
          ["山田", "1", "x"],
          ["ab", "1,000", "y"],
        ],
        undefined,
      ),
    ).toEqual(["山田      1  x", "ab    1,000  y"]);
  });
});
