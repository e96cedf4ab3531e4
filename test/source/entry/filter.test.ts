import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { compileFilter, filterAttributes } from "../../../src/source/entry/filter.ts";

type Values = Readonly<Record<string, readonly string[]>>;

const ann: Values = {
  objectclass: ["top", "inetOrgPerson"],
  cn: ["Ann *Star* (Lee)", "Änn"],
  uid: ["ann"],
  uidnumber: ["900"],
  useraccountcontrol: ["514"],
  grouptype: ["-2147483646"],
  manager: [String.raw`CN=Lee\2C Bo,OU=People,DC=example,DC=org`],
  "cn;lang-de": ["Anna"],
  "employee id": ["0042"],
  note: ["a  "],
};

function matches(filter: string, values: Values = ann): boolean {
  return compileFilter(filter)((name) => values[name] ?? []);
}

describe("a filter holds", () => {
  test.each([
    "(uid=ann)",
    "(UID=ANN)",
    "( uid = ann )",
    "(objectClass=inetorgperson)",
    "(cn=änn)",
    "(cn=A\u0308NN)",
    String.raw`(cn=\c3\84nn)`,
    String.raw`(cn=Ann \2aStar\2A \28Lee\29)`,
    "(uid~=Ann)",
    "(uid:=Ann)",
    "(note=a)",
    "(uid=*)",
    "(uid=**)",
    "(employee id=0042)",
    "(cn;lang-de=anna)",
    "(cn=ann*)",
    "(cn=*lee\\29)",
    "(cn=a*n*star*\\29)",
    "(cn=*star*)",
    "(cn=ann *)",
    "(uid=a*n)",
    "(manager=cn=lee\\5c, bo, ou=people,dc=example,dc=org)",
    "(manager=*,dc=example,dc=org)",
    "(uidNumber>=100)",
    "(uidNumber<=1000)",
    "(uidNumber>=900)",
    "(uid>=aaa)",
    "(uid<=annz)",
    "(userAccountControl:1.2.840.113556.1.4.803:=2)",
    "(userAccountControl:1.2.840.113556.1.4.803:=514)",
    "(userAccountControl:1.2.840.113556.1.4.804:=3)",
    "(groupType:1.2.840.113556.1.4.803:=2147483648)",
    "(!(uid=bo))",
    "(!(mail=*))",
    "(&)",
    "(!(|))",
    "(&(uid=ann)(cn=*))",
    "(|(uid=bo)(uid=ann))",
    "\n(&\n  (objectClass=inetOrgPerson)\n  (! (uid=bo))\n)\n",
  ])("%s", (filter) => {
    expect(matches(filter)).toBe(true);
  });
});

describe("a filter does not hold", () => {
  test.each([
    "(uid=an)",
    "(uid=a*nn*n)",
    "(uid=ann*nn)",
    "(cn=lee*)",
    "(cn=*ann)",
    "(cn=*star*ann*)",
    "(mail=*)",
    "(mail=ann)",
    "(mail>=a)",
    "(uidNumber>=1000)",
    "(uidNumber<=100)",
    "(uid<=aaa)",
    "(userAccountControl:1.2.840.113556.1.4.803:=3)",
    "(userAccountControl:1.2.840.113556.1.4.804:=4)",
    "(uid:1.2.840.113556.1.4.803:=1)",
    "(manager=cn=lee,dc=example,dc=org)",
    "(|)",
    "(!(&))",
    "(!(uid=ann))",
    "(&(uid=ann)(uid=bo))",
    "(|(uid=bo)(mail=*))",
  ])("%s", (filter) => {
    expect(matches(filter)).toBe(false);
  });
});

test("numbers too long for a float are told apart, text is compared as text", () => {
  const values = { expires: ["133650432000000001"], name: ["10"] };
  expect(matches("(expires>=133650432000000002)", values)).toBe(false);
  expect(matches("(expires<=133650432000000002)", values)).toBe(true);
  expect(matches("(name<=9a)", values)).toBe(true);
});

test("names the attributes it looks at, once each", () => {
  expect(filterAttributes("(&(A=1)(|(b>=2)(!(a=*)))(c:1.2.840.113556.1.4.803:=2)(d=x*))")).toEqual([
    "a",
    "b",
    "c",
    "d",
  ]);
});

describe("what is no filter is told with its place", () => {
  test.each([
    ["", 1, "it is empty; (objectClass=*) is the filter that all satisfy"],
    ["uid=ann", 1, 'a filter begins with "(", such as (uid=ann)'],
    ["(uid=ann", 9, '")" is missing here'],
    ["(&(uid=ann)", 12, '")" is missing here'],
    ["(&(uid=ann) x)", 13, '")" is missing here'],
    ["(uid=ann))", 10, 'nothing may follow the closing ")"; write several filters as (&(…)(…)) or (|(…)(…))'],
    ["(a=1)(b=2)", 6, 'nothing may follow the closing ")"; write several filters as (&(…)(…)) or (|(…)(…))'],
    ["((a=1))", 2, 'one pair of parentheses is too many, or "&", "|" or "!" is missing'],
    ["(!a=1)", 3, 'a filter begins with "(", such as (uid=ann)'],
    ["(uid)", 5, '"=" is missing; write (attribute=value)'],
    ["()", 2, '"=" is missing; write (attribute=value)'],
    ["(=x)", 2, 'the name of an attribute is missing in front of "="'],
    ["(mail=)", 7, "the value is missing; (mail=*) asks for any, (!(mail=*)) for none"],
    ["(a=\\zz)", 4, String.raw`after "\" stand two hexadecimal digits; a backslash itself is written \5c`],
    ["(cn=Ann (Lee))", 9, String.raw`a "(" in a value is written \28, a ")" \29`],
    ["(n>=1*)", 7, String.raw`"*" cannot be compared with ">="; a star itself is written \2a`],
    ["(a:1.2.840.113556.1.4.803:=two)", 31, "the value of a bit rule is a whole number, such as 2"],
    [
      "(memberOf:1.2.840.113556.1.4.1941:=cn=x)",
      2,
      'the matching rule ":1.2.840.113556.1.4.1941:=" is not known here; 1.2.840.113556.1.4.803 (all bits) and 1.2.840.113556.1.4.804 (any bit) are',
    ],
    [
      "(cn:dn:=x)",
      2,
      'the matching rule ":dn:=" is not known here; 1.2.840.113556.1.4.803 (all bits) and 1.2.840.113556.1.4.804 (any bit) are',
    ],
    ["(!".repeat(200), 201, "filters nest up to 100 deep"],
  ])("%s", (filter, column, message) => {
    const compile = () => compileFilter(filter);
    expect(compile).toThrow(UsageError);
    expect(compile).toThrow(new UsageError(`LDAP filter (RFC 4515), column ${column}: ${message}`));
  });
});
