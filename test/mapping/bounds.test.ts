import { describe, expect, test } from "vitest";
import type { Json } from "../../src/canonical.ts";
import { complaint, compile, inputOf, type Person } from "./fixture.ts";

const phones = Array.from({ length: 10_000 }, (_, index) => `v${index}`);
const long = "a;".repeat(500_000 - 1);
const lists = Array.from({ length: 10 }, () => phones);
const people = phones.map((type) => ({ type }));
const huge: Person = { phones, title: long, email: "x", constructor: lists, department: people, count: 5 };

/** What an expression gives, or why it does not, within a second of CPU. */
function soon(source: string): Json | Error {
  const began = process.cpuUsage();
  try {
    return compile(source, "any").evaluate(inputOf(huge, phones));
  } catch (error) {
    return error as Error;
  } finally {
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1e6).toBeLessThan(1);
  }
}

const tooMuch = /^too much work/;
const tooLarge = /^gives (?:more than 1000000 characters|a list of more than 10000 values)$/;

describe("an expression that would take for ever ends soon, with an error", () => {
  test.each([
    "user.phones.map(a, user.phones.map(b, user.phones.map(c, a + b + c)))",
    'user.phones.exists(a, user.phones.exists(b, user.phones.exists(c, c == "nope")))',
    "user.phones.filter(a, user.phones.filter(b, b == a).size() > 0)",
    "user.phones.exists(a, user.phones.all(b, a != b))",
    "user.phones.exists_one(a, user.phones.exists_one(b, a == b))",
    "groups.map(a, groups.map(b, groups.map(c, 1)))",
    "groups.map(a, a in groups)",
    "user.phones.map(a, a in user.phones)",
    "user.phones.map(a, user.phones == user.phones)",
    'user.phones.map(a, user["constructor"] == user["constructor"])',
    "user.phones.map(a, user.phones + user.phones)",
    "user.phones.map(a, user.title + a)",
    "user.phones.map(a, lower(user.title))",
    'user.phones.map(a, user.title.contains("b"))',
    'user.phones.map(a, user.title.split(";"))',
    'user.phones.map(a, join(user.phones, ";"))',
    'user.phones.map(a, matches(user.title, "(a|b)*c$"))',
    'user.phones.map(a, replaceRegex(user.title, "(a|b)*c$", ""))',
    "user.phones.map(a, distinct(user.department))",
    'user.phones.map(a, split(a, ";").map(b, user.phones.map(c, b)))',
    'user["constructor"].map(l, l.map(x, user.phones.map(y, x + y)))',
    "[user.title].map(t, groups.map(g, t.size()))",
    "cel.bind(t, user.title, groups.map(g, t.size()))",
    "(user.count > 3 ? user.phones : [1]).map(a, (true ? user.phones : [1]).map(b, user.phones.map(c, 1)))",
    'user.phones.filter(a, a != "x").map(a, user.phones.filter(b, b != "x").map(b, groups.map(c, 1)))',
    "user.department.map(p, user.department.filter(q, q.type == p.type)[0])",
    'replaceRegex(user.title, "a.*z|a", "b")',
  ])("%s", (source) => {
    const value = soon(source);
    expect(value).toBeInstanceOf(Error);
    expect((value as Error).message).toMatch(tooMuch);
  });

  test("also where the language hides errors until a list is at its end", () => {
    expect(soon('user.phones.all(a, user.phones.exists(b, groups.exists(c, c == "nope")) || true)')).toBe(
      true,
    );
  });

  const ones = `[${Array(200).fill("1").join(", ")}]`;
  test.each([
    `${ones}.map(a, ${ones}.map(b, ${ones}.map(c, ${ones}.map(d, d))))`,
    `${ones}.filter(a, true).map(a, ${ones}.filter(b, true).map(b, ${ones}.filter(c, true).map(c, ${ones}.all(d, true))))`,
  ])("of lists that are written out it is known before the first record", (source) => {
    expect(complaint(source).message).toBe("too much work: loops stand inside loops");
  });
});

/** Binds what is twice as long as the one before, so many times. */
function doubled(start: string, times: number): string {
  const names = Array.from({ length: times }, (_, at) => `v${at}`);
  const bound = names.map((name, at) => {
    const before = at === 0 ? start : `v${at - 1}`;
    return `cel.bind(${name}, ${before} + ${before}, `;
  });
  return `${bound.join("")}v${times - 1}${")".repeat(times)}`;
}

describe("a value that grows is stopped before it fills the memory", () => {
  test.each([
    doubled("user.title", 12),
    doubled("user.phones", 12),
    `[user.phones]${".map(x, x + x)".repeat(12)}`,
    `[user.title]${".map(x, x + x)".repeat(12)}`,
    `[{"a": user.title}]${'.map(x, {"a": x.a + x.a})'.repeat(10)}`,
    `[user.email]${'.map(x, x + "0123456789").map(x, [x, x, x, x].join(""))'.repeat(10)}`,
    "[user.phones].map(a, [a + a].map(b, [b + b].map(c, [c + c].map(d, [d + d].map(e, [e + e].map(f, f + f))))))",
    'replace(replace(replace(user.title, "a", "aaaaaaaaaaaaaaa"), "a", "aaaaaaaaaaaaaaa"), "a", "aaaaaa")',
    'replaceRegex(user.title, ";", "0123456789")',
    "join([user.title, user.title], user.title)",
    '[user.title, user.title].join("")',
    Array(50).fill("user.phones").join(" + "),
    Array(50).fill("user.title").join(" + "),
    'split(user.title, ";")',
    'user.title.split(";")',
    "user.phones.map(x, user.title.substring(0, 1000))",
  ])("%s", (source) => {
    const value = soon(source);
    expect(value).toBeInstanceOf(Error);
    expect((value as Error).message).toMatch(/^(?:too much work|gives (?:more than|a list of more))/);
  });
  test("more values of a list than may be made", () => {
    const value = soon("user.phones + [1]");
    expect((value as Error).message).toMatch(tooLarge);
  });
});

describe("what people write has room", () => {
  test.each([
    ["user.phones.map(x, lower(x)).size()", 10_000],
    [
      'user.phones.map(x, {"value": lower(x), "type": x == "v1" ? "work" : "home"})[1]',
      { value: "v1", type: "work" },
    ],
    ['user.phones.filter(x, x.matches("^v99(9|8)$"))', ["v998", "v999"]],
    ['groups.filter(g, g.startsWith("v1")).map(g, replaceRegex(g, "^v(.)(.*)", "$2-$1")).size()', 1_111],
    ["size(user.title)", 999_998],
    ["size(lower(user.title))", 999_998],
    ['user.phones.exists(a, a in ["v9999", "x"])', true],
    ['groups.exists(g, user.email == "x" && g == "v9999")', true],
  ])("%s", (source, value) => expect(soon(source)).toEqual(value));

  test("an attribute as it is has no limit, since nothing is made of it", () => {
    const photo = "p".repeat(3_000_000);
    expect(compile("user.title").evaluate(inputOf({ title: photo }))).toBe(photo);
    expect(() => compile("lower(user.title)").evaluate(inputOf({ title: photo }))).toThrow(tooLarge);
  });

  test("one evaluation does not pay for the one before", () => {
    const expression = compile("user.phones.map(a, user.phones.map(b, 1).size() > 0)[0]");
    const few = { phones: phones.slice(0, 700) };
    for (let time = 0; time < 5; time += 1) expect(expression.evaluate(inputOf(few))).toBe(true);
  });
});

describe("what is watched means what it did", () => {
  const user: Person = { phones: ["b", "a"], email: "x", department: [{ type: ["1", "2"] }, { type: "3" }] };
  test.each([
    [
      "user.phones.map(a, user.phones.map(b, a + b))",
      [
        ["bb", "ba"],
        ["ab", "aa"],
      ],
    ],
    ["(user.phones).map(a, (a))", ["b", "a"]],
    ["( user.phones // all\n ) . map(a, a + user.email)", ["bx", "ax"]],
    ['(user.phones + ["c"]).map(a, a)', ["b", "a", "c"]],
    ['(user.email == "x" ? user.phones : ["c"]).map(a, a)', ["b", "a"]],
    ['(user.email == "y" ? user.phones : user.email).map(a, a)', ["x"]],
    ['{"k": 1, "l": 2}.map(k, k)', ["k", "l"]],
    ['[{"k": user.email}].map(m, m.map(k, k))', [["k"]]],
    ["[[1, 2], [3]].map(l, l.map(x, x + 1))", [[2, 3], [4]]],
    ["[1, 2, 3].filter(x, x > 1).map(x, x * 2)", [4, 6]],
    ["user.department.map(d, d.type.map(t, t))", [["1", "2"], ["3"]]],
    ['user.department.filter(d, "2" in d.type).map(d, d.type[0])', ["1"]],
    ["user.department.map(d, user.phones.exists(p, p in groups && d.type != null))", [true, true]],
    ["user.phones.map(p, p in groups ? p : null)", ["b", null]],
    ["cel.bind(x, (user.email), x + x)", "xx"],
    ["cel.bind( x , // the mail\n user.email // it is\n , user.phones.map(p, x + p))", ["xb", "xa"]],
    ["cel.bind(x, cel.bind(y, 1, y + 1), x + 1)", 3],
    ['user.email.split("").map(c, c + c)', ["xx"]],
    ["groups.map(g, upper(g) + lower(user.email))", ["Bx"]],
    ["(groups).exists(g, groups[0] == g)", true],
    ['user.phones.map(a, a == "a", user.email)', ["x"]],
  ])("%s", (source, value) => {
    expect(compile(source, "any").evaluate(inputOf(user, ["b"]))).toEqual(value);
  });

  test.each([
    ["user.phones.map(a, user.phones.map(b, a.foo))", 40, "phones holds no attributes of its own"],
    ["user.phones.map(a, lower(b))", 25, "Unknown variable: b"],
    ["cel.bind(x, user.email, x.foo)", 26, "email holds no attributes"],
    ['user.email.matches("a") + 1', 0, "no such overload"],
  ])("%s: a mistake is where it is written", (source, offset, words) => {
    const { offset: at, message } = complaint(source);
    expect({ at, message }).toEqual({ at: offset, message: expect.stringContaining(words) as string });
  });
});
