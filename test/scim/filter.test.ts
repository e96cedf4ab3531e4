import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { FilterSyntaxError } from "../../src/scim/filter-lexer.ts";
import { matchesFilter } from "../../src/scim/filter-match.ts";
import { type Filter, formatFilter, parseFilter, quoteFilterValue } from "../../src/scim/filter.ts";

const name = fc.constantFrom(
  { attribute: "userName" },
  { attribute: "name", subAttribute: "familyName" },
  { attribute: "not" },
  { attribute: "and" },
  { schema: "urn:ietf:params:scim:schemas:core:2.0:User", attribute: "userName" },
  { schema: "urn:x-y:1.0:User", attribute: "manager", subAttribute: "$ref" },
);
const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.boolean(),
  fc.constant(null),
);
const op = fc.constantFrom("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");

function filters(withValuePath: boolean): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter }>((tie) => {
    const part = tie("filter");
    const joined = fc.record({
      op: fc.constantFrom("and", "or"),
      filters: fc.array(part, { minLength: 2, maxLength: 4 }),
    });
    const choices: fc.Arbitrary<unknown>[] = [
      fc.record({ op, attribute: name, value }),
      fc.record({ op: fc.constant("pr"), attribute: name }),
      joined,
      fc.record({ op: fc.constant("not"), filter: part }),
    ];
    if (withValuePath)
      choices.push(fc.record({ op: fc.constant("valuePath"), attribute: name, filter: filters(false) }));
    return { filter: fc.oneof({ maxDepth: 4 }, ...(choices as fc.Arbitrary<Filter>[])) };
  }).filter;
}

test("what is written is read back the same", () => {
  fc.assert(
    fc.property(filters(true), (filter) => {
      expect(parseFilter(formatFilter(filter))).toEqual(filter);
    }),
  );
});

test("any text is read or refused with the named error", () => {
  const word = fc.constantFrom(
    "eq",
    "and",
    "not",
    "(",
    ")",
    "[",
    "]",
    '"',
    '"a"',
    "pr",
    "userName",
    "1",
    "\\",
    " ",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      try {
        const filter = parseFilter(words.join(" "));
        expect(parseFilter(formatFilter(filter))).toEqual(filter);
      } catch (error) {
        expect(error).toBeInstanceOf(FilterSyntaxError);
      }
    }),
  );
});

test("`and` binds before `or`, operators have no case", () => {
  expect(parseFilter('a EQ 1 OR b Pr aNd NOT (c eq "x")')).toEqual({
    op: "or",
    filters: [
      { op: "eq", attribute: { attribute: "a" }, value: 1 },
      {
        op: "and",
        filters: [
          { op: "pr", attribute: { attribute: "b" } },
          { op: "not", filter: { op: "eq", attribute: { attribute: "c" }, value: "x" } },
        ],
      },
    ],
  });
});

test.each([
  ["", "the filter ends"],
  ["userName", "an operator"],
  ["userName eq", "a value"],
  ["userName eq bob", "a value"],
  ["userName eq True", "a value"],
  ['userName eq "bob', "not closed"],
  ['userName eq "\\x"', "JSON string"],
  ['userName is "bob"', "an operator"],
  ['(userName eq "bob"', "`)`"],
  ['userName eq "bob")', "end of the filter"],
  ['userName eq "a" and', "an attribute name"],
  ['emails[type eq "a"', "`]`"],
  ['a[b[c eq "x"]]', "may not stand within"],
  ["userName eq 01", "a value"],
])("refuses %j and says why", (text, reason) => {
  expect(() => parseFilter(text)).toThrow(FilterSyntaxError);
  expect(() => parseFilter(text)).toThrow(reason);
});

test("hostile filters are refused at once", () => {
  const start = performance.now();
  expect(() => parseFilter("(".repeat(60_000))).toThrow("nested deeper");
  expect(() => parseFilter("not (".repeat(10_000))).toThrow("nested deeper");
  expect(() => parseFilter("a pr and ".repeat(7_000))).toThrow("more than 2000 terms");
  expect(() => parseFilter(`a eq "${"\\".repeat(60_001)}`)).toThrow("not closed");
  expect(() => parseFilter("a".repeat(70_000))).toThrow("longer than");
  expect(performance.now() - start).toBeLessThan(2_000);
});

test("a quoted value comes back whatever it holds", () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(parseFilter(`userName eq ${quoteFilterValue(one)}`)).toMatchObject({ value: one });
    }),
  );
});

describe("evaluation", () => {
  const babs: JsonObject = {
    id: "2819c223",
    externalId: "Ab1",
    userName: "BJensen@example.com",
    name: { familyName: "Jensen", givenName: "Barbara" },
    active: true,
    title: "",
    logins: 3,
    emails: [
      { value: "bjensen@example.com", type: "work", primary: true },
      { value: "babs@jensen.org", type: "home" },
    ],
    meta: { created: "2011-05-13T04:42:34Z" },
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Tour Operations" },
  };

  test.each<[string, boolean]>([
    ['userName eq "bjensen@EXAMPLE.com"', true],
    ['USERNAME eq "bjensen@example.com"', true],
    ['id eq "2819C223"', false],
    ['externalId eq "ab1"', false],
    ['externalId sw "Ab"', true],
    ['name.familyName co "ENS"', true],
    ['userName ew ".com"', true],
    ["active eq true", true],
    ["active ne true", false],
    ["title pr", false],
    ["nickName pr", false],
    ["name pr", true],
    ["emails pr", true],
    ['nickName eq "x"', false],
    ['nickName ne "x"', true],
    ["nickName eq null", true],
    ["userName eq null", false],
    ["userName ne null", true],
    ["nickName ne null", false],
    ["logins gt 2", true],
    ["logins le 2", false],
    ['emails co "jensen.org"', true],
    ['emails.type eq "home"', true],
    ['emails[type eq "work" and value co "@example.com"]', true],
    ['emails[type eq "work" and value co "jensen.org"]', false],
    ['emails.type eq "work" and emails.value co "jensen.org"', true],
    ['not (emails[type eq "other"])', true],
    ['meta.created eq "2011-05-13T06:42:34+02:00"', true],
    ['meta.created gt "2011-05-13T04:42:33.999Z"', true],
    ['meta.created lt "2011-05-13T04:42:34Z"', false],
    ['userName gt "a" and userName lt "c"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "bj"', true],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department sw "tour"', true],
    ['urn:example:1.0:User:department sw "tour"', false],
    ['constructor eq "x"', false],
    ["toString pr", false],
    ['userName eq "x" or active eq true', true],
  ])("%s is %s", (text, expected) => {
    expect(matchesFilter(parseFilter(text), babs)).toBe(expected);
  });
});
