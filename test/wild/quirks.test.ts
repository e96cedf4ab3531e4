import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { quirkNames } from "../../src/sandbox/quirks/quirk.ts";

/** The text of all tests in a folder, but for this one. */
function testsIn(folder: string): string {
  const place = new URL(folder, import.meta.url);
  const files = readdirSync(place).filter((file) => file.endsWith(".ts") && file !== "quirks.test.ts");
  return files.map((file) => readFileSync(new URL(file, place), "utf8")).join("\n");
}

test.each(["./", "../sandbox/"])("each quirk has a test in test/wild/%s", (folder) => {
  const tests = testsIn(folder);
  expect(quirkNames.filter((name) => !new RegExp(`\\b${name}\\b`).test(tests))).toEqual([]);
});
