import { describe, expect, test } from "vitest";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import { ExpressionError } from "../../src/mapping/expression-error.ts";
import type { BrokenTable, LookupTable } from "../../src/mapping/lookup-table.ts";
import { names, type Person } from "./fixture.ts";

const tables = new Map<string, LookupTable | BrokenTable>([
  [
    "two.csv",
    table(
      ["code", "name"],
      [
        ["DE", "Germany"],
        ["FR", ""],
        ["de", "lower"],
      ],
    ),
  ],
  ["more.csv", table(["code", "name", "capital city"], [["DE", "Germany", "Berlin"]])],
  ["one.csv", table(["code"], [["DE"]])],
  [
    "broken.csv",
    { faults: ['broken.csv:3:1 "code" is empty', "broken.csv:4:1 more", "broken.csv:5:1 more"] },
  ],
]);

function table(columns: readonly string[], rows: readonly (readonly string[])[]): LookupTable {
  return { columns, rows: new Map(rows.map((row) => [row[0] ?? "", row])), digest: "" };
}

const compile = createExpressionCompiler({ user: names, groups: true, tables });

function looked(source: string, user: Person = {}): unknown {
  return compile(source).evaluate({ user, groups: [], target: "app", now: 0 });
}

describe("lookup()", () => {
  test.each([
    ['lookup("two.csv", "DE")', "Germany"],
    ['lookup("two.csv", " DE ")', "Germany"],
    ['lookup("two.csv", "de")', "lower"],
    ['lookup("two.csv", "FR")', null],
    ['lookup("two.csv", "XX")', null],
    ['lookup("two.csv", "constructor")', null],
    ['lookup("two.csv", user.title)', null],
    ['lookup("two.csv", user.department, "NAME")', "Germany"],
    ['lookup("more.csv", user.department, "Capital City")', "Berlin"],
    ['lookup("more.csv", user.department, "code")', "DE"],
    ['lookup("two.csv", user.phones)', ["Germany", null]],
    ['default(lookup("two.csv", user.email), "none")', "none"],
    ['user.phones.map(p, lookup("two.csv", p))', ["Germany", null]],
    ['lookup("two.csv", upper("d" + "e")) + "!"', "Germany!"],
  ])("%s", (source, value) => {
    expect(looked(source, { department: "DE", phones: ["DE", "?"], email: "x" })).toEqual(value);
  });

  test.each([
    ['lookup("none.csv", user.title)', 8, "the table none.csv is not read here"],
    ['lookup("broken.csv", user.title)', 8, 'broken.csv:3:1 "code" is empty; and 2 more'],
    ['lookup("one.csv", user.title)', 8, "one.csv must have one column beside the keys"],
    ['lookup("more.csv", user.title)', 8, "or say which: name, capital city"],
    [
      'lookup("more.csv", user.title, "capitol city")',
      32,
      'no column "capitol city"; did you mean capital city?',
    ],
    ["lookup(user.title, user.title)", 7, "must be written out as text"],
    ['lookup("two.csv", user.title, user.email)', 30, "must be written out as text"],
    ['1 == 1 ? lookup("two.csv") : absent()', 9, 'write lookup("table.csv", key)'],
    ['lookup("two.csv", user.ttile)', 23, "did you mean title?"],
  ])("%s", (source, offset, words) => {
    let error: unknown;
    try {
      compile(source);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ExpressionError);
    const { offset: at, message } = error as ExpressionError;
    expect({ at, message }).toEqual({ at: offset, message: expect.stringContaining(words) as string });
  });
});
