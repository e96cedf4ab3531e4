import { expect, test } from "vitest";
import { printable } from "../../src/cli/printable.ts";

test.each([
  ["a clear screen", "Ann\u001b[2J", String.raw`Ann\u001b[2J`],
  ["a carriage return", "real\rfake", String.raw`real\u000dfake`],
  ["a right-to-left override", "gpj.\u202eexe", String.raw`gpj.\u202eexe`],
  ["an eight-bit control", "\u009b31m", String.raw`\u009b31m`],
])("%s is shown, not done", (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test("lines, our colours and every script pass as they are", () => {
  const text = "\u001b[32m+ create\u001b[39m\n山田 Ольга Zoë أحمد 🙂\n";
  expect(printable(text, true)).toBe(text);
});

test("no colour passes where we paint none, and never one that hides text", () => {
  expect(printable("\u001b[32mred")).toBe(String.raw`\u001b[32mred`);
  for (const hides of ["8", "30", "40", "7", "0", "5"])
    expect(printable(`\u001b[${hides}mx`, true)).toBe(`\\u001b[${hides}mx`);
});

test("JSON stays JSON and keeps its values", () => {
  const value = { name: "a\u202eb\u009b\u001b[2J\tc" };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
});
