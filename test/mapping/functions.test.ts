import { describe, expect, test } from "vitest";
import { complaint, compile, inputOf, valueOf } from "./fixture.ts";

const ann = {
  email: "Ann@X.org",
  first_name: "anne-marie",
  last_name: "O'NEIL",
  phones: ["1", "2", "1"],
  enabled: true,
  count: 3,
};

/** Functions are called without the library where that is possible, and must give the same with it. */
function bothWays(source: string): readonly string[] {
  return [source, `[1].map(x, ${source})[0]`, `cel.bind(y, 1, y == 1 ? dyn(${source}) : absent())`];
}

function expectBothWays(source: string, value: unknown, groups: readonly string[] = []): void {
  for (const way of bothWays(source)) expect([way, valueOf(way, ann, groups)]).toEqual([way, value]);
}

/** Why a record is refused. */
export function failure(source: string, user = ann as object): string {
  try {
    compile(source).evaluate(inputOf(user as typeof ann));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${source} does not fail`);
}

describe("title() gives each word a capital", () => {
  test.each([
    ["anne-marie o'neil", "Anne-Marie O'Neil"],
    ["ANNE-MARIE O’NEIL", "Anne-Marie O’Neil"],
    ["john's 2nd van der berg", "John's 2nd Van Der Berg"],
    ["'s-hertogenbosch", "'s-Hertogenbosch"],
    ["head of 'special' projects", "Head Of 'Special' Projects"],
    ["élodie ÅSA zoë", "Élodie Åsa Zoë"],
    ["e\u0301lodie", "E\u0301lodie"],
    ["ivan иван 李", "Ivan Иван 李"],
  ])("%s", (text, expected) => expect(valueOf("title(user.title)", { title: text })).toBe(expected));
});

describe("text", () => {
  test.each([
    ['slug("Zoë Łukasz & Co.")', "zoe-lukasz-co"],
    ['slug("  --Ä  b--  ")', "a-b"],
    ['slug("李")', null],
    ['substring("anne", 0, 1)', "a"],
    ['substring("anne", 1)', "nne"],
    ['substring("anne", 0, 99)', "anne"],
    ['substring("anne", 99)', null],
    ['substring("anne", -2)', "ne"],
    ['substring("anne", 0, -1)', "ann"],
    ['substring("😀a", 0, 1)', "😀"],
    ["substring(user.phones, 0, 1)", ["1", "2", "1"]],
    ['replace("aaa", "a", "bb")', "bbbbbb"],
    ['replace("ab", "", "-")', "-a-b-"],
    ['text(12) + text(true) + text("x") + text(1.5)', "12truex1.5"],
    ['text(timestamp("2026-01-02T03:04:05Z"))', "2026-01-02T03:04:05.000Z"],
    ["lower([user.email, user.title])", ["ann@x.org", null]],
  ])("%s", (source, value) => expectBothWays(source, value));

  test("CEL's own methods stay, strict as they are", () => {
    expect(valueOf("user.email.substring(0, 3)", ann)).toBe("Ann");
    expect(() => valueOf("user.email.substring(0, 99)", ann)).toThrow(/out of range/);
  });
  test("a place that is no whole number", () => {
    expect(failure('substring(user.email, "x")')).toBe("substring() takes whole numbers as places");
  });
});

describe("choosing", () => {
  test.each([
    ["coalesce(user.title, user.department, user.email)", "Ann@X.org"],
    ['coalesce(user.title, "", [], "x")', "x"],
    ["coalesce(false, true)", false],
    ["coalesce(user.title, user.title, user.title, user.title, user.title, user.title, user.title, 8)", 8],
    ['default(split(user.title, ";"), ["none"])', ["none"]],
    ["only(user.email)", "Ann@X.org"],
    ["only([user.title, user.email])", "Ann@X.org"],
    ["only([])", null],
    ["distinct(user.phones)", ["1", "2"]],
    ['distinct([{"a": 1}, {"a": 1}, 1, "1"])', [{ a: 1 }, 1, "1"]],
    ["distinct(user.email)", ["Ann@X.org"]],
    ["distinct(user.title)", []],
    ['oneOf("b", {"a": 1, "b": 2})', 2],
    ['oneOf("c", {"a": 1, "b": 2})', null],
    ['oneOf("c", {"a": 1, "b": 2}, "other")', "other"],
    ['oneOf(user.title, {"": 1}, "other")', "other"],
    ['oneOf(user.count, {"3": "three"})', "three"],
    ['oneOf("toString", {"a": 1}, "other")', "other"],
    ['oneOf(user.email, {"Ann@X.org": user.first_name, "x": 1})', "anne-marie"],
  ])("%s", (source, value) => expectBothWays(source, value));

  test("only() of several is an error that holds no value", () => {
    expect(failure("only(user.phones)")).toBe("only() is given a list of 3 values");
  });
  test("coalesce() takes up to eight", () => {
    expect(complaint(`coalesce(${Array(9).fill("1").join(", ")})`).message).toMatch(/coalesce/);
  });
});

describe("values of a type", () => {
  test.each([
    ['number("12")', 12],
    ['number(" -12.50 ")', -12.5],
    ['number("+007") + 1', 8],
    ["number(user.count) * 2", 6],
    ['number("12") > 3', true],
    ["number(user.phones)", [1, 2, 1]],
    ["bool(user.enabled)", true],
    ["bool(user.count - 2.0)", true],
    ["bool(0)", false],
    ['bool(["TRUE", "Yes", "y", "1", "on", " t "])', [true, true, true, true, true, true]],
    ['bool(["False", "NO", "n", "0", "off", "f"])', [false, false, false, false, false, false]],
    ['bool(user.enabled) ? "a" : "b"', "a"],
    ['bool("")', null],
  ])("%s", (source, value) => expectBothWays(source, value));

  test.each([
    ["number(user.email)", "number() is given text that is no number"],
    ['number("1,5")', "number() is given text that is no number"],
    ['number("1e5")', "number() is given text that is no number"],
    ['number("")  == null ? number("0x1f") : 1', "number() is given text that is no number"],
    ["number(user.enabled)", "number() is given a boolean that is no number"],
    ['number("9007199254740993")', "number() is given more digits than a number can hold; leave it as text"],
    ["bool(user.email)", "bool() is given text that is neither true nor false"],
    ["bool(user.count)", "bool() is given a number that is neither true nor false"],
  ])("%s fails with what kind of value it was, and not the value", (source, message) => {
    for (const way of bothWays(source)) expect(failure(way)).toBe(message);
  });
  test("a call with too many arguments is named as the user wrote it", () => {
    expect(complaint("bool(1, 2)").message).toBe("found no matching overload for 'bool(int, int)'");
    expect(complaint("[1].join(1, 2)").message).toMatch(/list.*\.join\(/);
  });
});

describe("inGroup()", () => {
  test.each([
    ['inGroup("engineering")', true],
    ['inGroup("ENGINEERING ")', true],
    ['inGroup("eng")', false],
    ['inGroup("eng*")', true],
    ['inGroup("sales", "*ring")', true],
    ['inGroup("sales", "ops-*")', false],
    ['inGroup("sales") || inGroup("all staff")', true],
    ['inGroup("sales") ? "s" : "other"', "other"],
    ['[1, 2].exists(x, inGroup("eng*"))', true],
  ])("%s", (source, value) => expect(valueOf(source, ann, ["All Staff", "Engineering"])).toBe(value));

  test("is noticed as a use of groups", () => {
    expect(compile('inGroup("a")').usesGroups).toBe(true);
    expect(compile('user.email == "inGroup"').usesGroups).toBe(false);
  });
  test.each([
    ["inGroup(user.email)", 8, "must be written out as text"],
    ['inGroup("a", user.email)', 13, "must be written out as text"],
    ["1 == 1 && inGroup()", 10, 'write inGroup("name", …)'],
  ])("%s", (source, offset, words) => {
    const { offset: at, message } = complaint(source);
    expect({ at, message }).toEqual({ at: offset, message: expect.stringContaining(words) as string });
  });
});
