import { expect, test } from "vitest";
import { tableLines } from "../../src/cli/render-source-table.ts";
import { statsText } from "../../src/cli/render-source-stats.ts";
import { widthOf } from "../../src/cli/render-source-text.ts";
import type { Reading } from "../../src/store/directory-store.ts";
import type { AttributeStats } from "../../src/sync/inspect/attribute-stats.ts";
import type { SourceStats } from "../../src/sync/inspect/source-stats.ts";
import { written } from "./source-written.ts";

const columns = [{ keep: "end" as const }, {}, {}];
const row = (...widths: readonly number[]) => widths.map((width) => "x".repeat(width));

test("where all of a table fits, nothing is cut, however wide a column is", () => {
  expect(tableLines(columns, [row(50, 10, 10)], 80)[0]).toBe(row(50, 10, 10).join("  "));
});

test("the widest columns give way, and a table is never wider than the terminal", () => {
  for (const widths of [
    [60, 20, 30],
    [45, 47, 40],
    [200, 5, 90],
    [5, 5, 300],
  ] as const)
    for (const width of [60, 80, 120]) {
      const [line = ""] = tableLines(columns, [row(...widths)], width);
      expect(widthOf(line)).toBeLessThanOrEqual(width);
      // What is narrow stays whole.
      for (const narrow of widths.filter((one) => one <= 12))
        expect(line.split("  ")).toContain("x".repeat(narrow));
    }
});

function attribute(name: string, filled: number): AttributeStats {
  return {
    name,
    filled,
    different: filled,
    exact: true,
    values: filled,
    shapes: { text: filled },
    examples: [],
  };
}

/** Stats of one attribute that is filled, and so many that are not. */
function shown(empty: number): Promise<string> {
  const attributes = [
    attribute("mail", 3),
    ...Array.from({ length: empty }, (_, at) => attribute(`empty${at}`, 0)),
  ];
  const reading = { users: 3, groups: 0, dangling: 0, sources: [] } as unknown as Reading;
  const stats = { attributes, moreAttributes: false, repeated: [] } as unknown as SourceStats;
  return written((terminal) => terminal.out(statsText(reading, stats, terminal)), 80);
}

test("many attributes that nobody has are named together, and not among the others", async () => {
  expect(await shown(2)).toMatch(/^<yellow>empty1 +0 %<\/>$/m);
  const many = await shown(30);
  expect(many).toMatch(
    /\n<yellow>30 attributes that nobody has a value of:<\/>\n {2}empty0, empty1, .*,\n {2}empty/,
  );
  expect(many).not.toMatch(/^<yellow>empty/m);
});
