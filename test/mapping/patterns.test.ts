import { describe, expect, test } from "vitest";
import { complaint, valueOf } from "./fixture.ts";

const ann = { email: "ann.lee@x.org", phones: ["+49 30 1", "n/a"], first_name: "Lee, Ann" };

describe("matches()", () => {
  test.each([
    [String.raw`matches(user.email, r"^[a-z.]+@x\.org$")`, true],
    [String.raw`matches(user.email, "^[a-z.]+@x\\.org$")`, true],
    [String.raw`user.email.matches(r"@x\.org$")`, true],
    [String.raw`(user.email).matches(r"@x\.org$")`, true],
    [String.raw`((user).email) . matches( "org" ) && !user.email.matches("com")`, true],
    [String.raw`lower(user.email).matches("lee")`, true],
    [String.raw`(user.email + "!").matches("org!$")`, true],
    [String.raw`matches(user.email, "ANN")`, false],
    [String.raw`matches(user.email, "(?i)ANN")`, true],
    [String.raw`matches(user.title, ".*")`, false],
    [String.raw`user.title.matches(".*")`, false],
    [String.raw`matches(user.phones, "^n")`, true],
    [String.raw`user.phones.exists(p, p.matches("^n"))`, true],
    [String.raw`user.phones.filter(p, matches(p, "^[+]"))[0]`, "+49 30 1"],
    ["user.email // matches\n . // matches\n matches('ann')", true],
    [String.raw`matches("Зоя 李", r"^\p{Cyrillic}+ \p{Han}$")`, true],
    [String.raw`matches("x", "")`, true],
  ])("%s", (source, value) => expect(valueOf(source, ann)).toBe(value));
});

describe("replaceRegex()", () => {
  test.each([
    ['replaceRegex(user.phones, "[^0-9+]", "")', ["+49301", ""]],
    [String.raw`replaceRegex(user.first_name, r"^(\w+), (\w+)$", "$2 $1")`, "Ann Lee"],
    [
      String.raw`replaceRegex(user.first_name, r"^(?P<last>\w+), (?<first>\w+)$", "$<first> $<last>")`,
      "Ann Lee",
    ],
    ['replaceRegex("a1b22", "[0-9]+", "<$0$&$$>")', "a<11$>b<2222$>"],
    ['replaceRegex("ab", "(a)|(b)", "[$1$2]")', "[a][b]"],
    ['replaceRegex("ab", "x*", "-")', "-a-b-"],
    ['replaceRegex("a.b", "[.]", "$$")', "a$b"],
    ['[1].map(x, replaceRegex(user.email, "@.*", ""))[0]', "ann.lee"],
    ['replaceRegex(user.email, "nothing", "x")', "ann.lee@x.org"],
  ])("%s", (source, value) => expect(valueOf(source, ann)).toEqual(value));
});

describe("a bad pattern is told before the first record, at its own place", () => {
  test.each([
    ['matches(user.email, "a(b")', 21, "missing closing )"],
    ['matches(user.email, "ab[z-a]")', 24, "invalid character class range: z-a"],
    ["user.email.matches('ab**')", 22, "invalid nested repetition operator: **"],
    [String.raw`matches(user.email, r"ab**")`, 24, "invalid nested repetition"],
    [String.raw`matches(user.email, "\\d\\d**")`, 27, "invalid nested repetition"],
    [String.raw`matches(user.email, "\u0041**")`, 27, "invalid nested repetition"],
    [String.raw`matches(user.email, """a**""")`, 24, "invalid nested repetition"],
    [String.raw`matches(user.email, r"(a)\1")`, 25, "are not offered"],
    ['matches(user.email, "x(?=a)")', 22, "are not offered"],
    ['matches(user.email, "(?<!a)x")', 21, "are not offered"],
    ['matches(user.email, "(a{30}){40}")', 28, "invalid repeat count"],
    ['matches(user.email, "(ab?){500}")', 21, "the pattern is too large"],
    [`matches(user.email, "${"a".repeat(1_001)}")`, 1021, "longer than 1000 characters"],
    ['replaceRegex(user.email, "(a)", "$2")', 33, "there is no group 2; the pattern has 1"],
    ['replaceRegex(user.email, "(a)", "b$<x>")', 34, "the pattern has no group called x"],
    ['replaceRegex(user.email, "(?P<y>a)", "$<constructor>")', 38, "no group called constructor"],
    ['replaceRegex(user.email, "a", "5$")', 32, "a $ by itself is written $$"],
    ["matches(user.email, user.title)", 20, "must be written out as text"],
    ["matches(user.email)", 0, 'write matches(value, "pattern")'],
    ["user.email.matches()", 11, 'write matches(value, "pattern")'],
    ['replaceRegex(user.email, "a")', 0, "write replaceRegex(value,"],
  ])("%s", (source, offset, words) => {
    const { offset: at, message } = complaint(source);
    expect({ at, message }).toEqual({ at: offset, message: expect.stringContaining(words) as string });
  });
});
