import * as fc from "fast-check";
import { BerWriter, FilterParser } from "ldapts";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { parseRequestFilter, writeFilter } from "../../../src/source/ldap/filter-request.ts";

function wire(text: string): string {
  const writer = new BerWriter();
  writeFilter(parseRequestFilter(text), writer);
  return writer.buffer.toString("hex");
}

function theirs(text: string): string {
  const writer = new BerWriter();
  FilterParser.parseString(text).write(writer);
  return writer.buffer.toString("hex");
}

const item = fc
  .tuple(
    fc.constantFrom("uid", "cn", "sAMAccountName"),
    fc.constantFrom("=", ">=", "<=", "~="),
    fc.constantFrom("x", "Ä b", "a\\2ab", "12"),
  )
  .map((parts) => `(${parts.join("")})`);
const leaf = fc.oneof(
  item,
  fc.constantFrom("(cn=*)", "(cn=a*b*c)", "(cn=*b*)", "(f:1.2.840.113556.1.4.803:=2)"),
);
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc
      .tuple(fc.constantFrom("&", "|"), fc.array(tie("filter"), { minLength: 1, maxLength: 3 }))
      .map(([operator, parts]) => `(${operator}${parts.join("")})`),
    tie("filter").map((part) => `(!${part})`),
  ),
}));

test("what ldapts can say is said in the same bytes", () => {
  fc.assert(
    fc.property(filter, (text) => {
      expect(wire(text)).toBe(theirs(text));
    }),
  );
});

describe("what it cannot", () => {
  test("escaped bytes are themselves, not characters", () => {
    expect(wire("(objectGUID=\\ff\\00\\C3\\a9)")).toBe("a312040a6f626a656374475549440404ff00c3a9");
    expect(wire("(cn=\\c3\\a9*)")).toBe("a40a0402636e30048002c3a9");
  });

  test("blanks and newlines around parts", () => {
    expect(wire("\n( & (a=b)\n  ( ! (c=d) ) )\n")).toBe(wire("(&(a=b)(!(c=d)))"));
  });

  test("options and rules", () => {
    expect(wire("(cn;lang-de=x)")).toContain(Buffer.from("cn;lang-de").toString("hex"));
    expect(wire("(member:1.2.840.113556.1.4.1941:=cn=x,dc=y)")).toBe(
      theirs("(member:1.2.840.113556.1.4.1941:=cn=x,dc=y)"),
    );
    expect(wire("(:dn:2.4.6:=x)")).toBe("a90d8105322e342e368301788401ff");
  });

  test("true and false (RFC 4526), any value", () => {
    expect([wire("(&)"), wire("(|)"), wire("(cn=**)")]).toEqual(["a000", "a100", wire("(cn=*)")]);
  });
});

test.each([
  ["", 'column 1: "(" is missing here'],
  ["cn=x", 'column 1: "(" is missing here'],
  ["(cn=x", 'column 6: ")" is missing here'],
  ["(cn=x))", "column 7: nothing may follow"],
  ["(&(a=b)c=d)", 'column 8: ")" is missing here'],
  ["(cn)", "column 2: expected (attribute=value)"],
  ["(c n=x)", 'column 2: "c n" is not the name of an attribute'],
  ["(=x)", 'column 2: "" is not the name of an attribute'],
  ["(cn=\\zz)", 'column 2: after "\\" stand two hexadecimal digits'],
])("%s is refused with the column", (text, message) => {
  expect(() => parseRequestFilter(text)).toThrow(UsageError);
  expect(() => parseRequestFilter(text)).toThrow(message);
});

test("no depth is too deep for the stack", () => {
  expect(() => parseRequestFilter("(!".repeat(100_000))).toThrow("filters nest up to 100 deep");
});
