import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { ExpressionError } from "../../src/mapping/expression-error.ts";
import { complaint, compile, inputOf } from "./fixture.ts";

const known = [
  "id",
  "name.givenname",
  "name.familyname",
  "emails.value",
  "emails.type",
  "emails.primary",
  "teams.leads.name",
  "manager.value",
  "mail",
  "cn;lang-de",
  "flag",
  "urn:x:2.0:user.department",
];

/** As a reader makes them: without a prototype, names in lower case. */
function bare(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => bare(item));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, item]) => [
    name,
    { value: bare(item), enumerable: true },
  ]);
  return Object.create(null, Object.fromEntries(members)) as Json;
}

const ann = bare({
  id: "1",
  name: { givenname: "Ann", familyname: "Bo" },
  emails: [
    { value: "home@x.org", type: "home" },
    { value: "work@x.org", type: "Work", primary: true },
  ],
  teams: [{ leads: [{ name: "Zoe" }] }, { leads: { name: "Bob" } }, "odd"],
  manager: { value: "m1" },
  mail: "ann@x.org",
  "cn;lang-de": "Änne",
  flag: true,
  "urn:x:2.0:user": { department: "R&D" },
}) as JsonObject;

const valueOf = (source: string, user: JsonObject = ann) =>
  compile(source, known).evaluate(inputOf(user, ["eng"]));

describe("a nested attribute is reached step by step, without case", () => {
  test.each([
    ["user.name.givenName", "Ann"],
    ["user.NAME.GIVENNAME", "Ann"],
    ['user["Name"]["givenName"]', "Ann"],
    ['user [ "name" ] . givenName', "Ann"],
    ["user.emails[0].value", "home@x.org"],
    ["user.emails[1].TYPE", "Work"],
    ['user["cn;lang-de"]', "Änne"],
    ['user["CN;lang-DE"]', "Änne"],
    ["user.manager.value", "m1"],
    ['user["urn:x:2.0:User"].Department', "R&D"],
    ["user.name", { givenname: "Ann", familyname: "Bo" }],
    ["user.name.givenName + user.name.familyName", "AnnBo"],
    ["(user.name).givenName", "Ann"],
    ["((user).name // )\n).givenName", "Ann"],
    ["lower(user.name.givenName)", "ann"],
    ['user["flag"]in [true]', true],
    ["first(user.emails).value", "home@x.org"],
    ["last(user.emails).value", "work@x.org"],
    ["user.emails[size(user.emails) - 1].value", "work@x.org"],
    ["(user.flag ? user.emails : [])[0].value", "home@x.org"],
    ['user[ // the name\n "name"].givenName', "Ann"],
    ["cel.bind(n, user.name, n.givenName + n.familyName)", "AnnBo"],
    ["user.emails[0x1].value", "work@x.org"],
    ["user.emails[1u].value", "work@x.org"],
  ])("%s", (source, value) => expect(valueOf(source)).toEqual(value));

  test("a single value is a list of one, because a source does not always tell", () => {
    expect(valueOf("user.mail[0]")).toBe("ann@x.org");
    expect(valueOf("user.emails[0].value", { emails: { value: "a" } })).toBe("a");
  });
  test("an accent has one spelling", () => {
    const user = { "gr\u00f6\u00dfe": [{ "zo\u00eb": 1 }] };
    for (const source of [
      'user["GRO\u0308\u00dfe"][0]["Zoe\u0308"]',
      'user[" gr\u00f6\u00dfe"].map(e, e["ZO\u00cb"])[0]',
    ]) {
      expect(compile(source, ["gr\u00f6\u00dfe.zo\u00eb"]).evaluate(inputOf(user))).toBe(1);
    }
  });
  test("a column may be called like a path", () => {
    expect(valueOf("user.name.givenName", { name: "Ann Bo", "name.givenname": "Ann" })).toBe("Ann");
    expect(valueOf("user.emails[0].value", { "emails.value": "x" })).toBeNull();
  });
  test("what is in a list is not taken from all of it: which one is meant is not known", () => {
    expect(() => valueOf("user.emails.value")).toThrow(/^a list has no attribute value; write \[0\]\.value/);
  });
});

describe("a step that is not there is null, not an error", () => {
  test.each([
    "user.name.givenName",
    'user["name"]["givenName"]',
    "user.emails[0].value",
    "user.emails[7].value",
    "user.emails[7]",
    "user.manager.value",
    'user["urn:x:2.0:user"].department',
    "first(user.emails).value",
    'user.emails.filter(e, e.type == "work")[0].value',
    'first(user.emails.filter(e, e.type == "work")).value',
    "user.emails[size([1])].value",
    "user.emails[size(groups) - 2].value",
    "user.name[user.mail]",
    "user.name[user.name]",
  ])("%s", (source) => {
    for (const user of [
      {},
      { name: "text", emails: "text", manager: "text" },
      { emails: [] },
      { emails: [null] },
    ]) {
      expect(valueOf(source, user)).toBeNull();
    }
  });
  test.each(["user.name.toString", "user.name.constructor", 'user.name["__proto__"]', "user.emails.length"])(
    "%s is no attribute",
    (source) => expect(compile(source, "any").evaluate(inputOf({ name: {}, emails: "x" }))).toBeNull(),
  );
  test("nothing is read where nobody looks", () => {
    expect(valueOf('user.flag ? "a" : string(user.emails.value)')).toBe("a");
  });
});

describe("macros", () => {
  test.each([
    ['user.emails.filter(e, e.type == "Work").map(e, e.value)', ["work@x.org"]],
    ['user.emails.filter(e, e.TYPE == "Work")[0].VALUE', "work@x.org"],
    ["user.emails.filter(e, e.primary == true)[0].value", "work@x.org"],
    ['user.emails.exists(e, e.type == "Work")', true],
    ['user.emails.exists(e, e.type == "work")', false],
    ['user.emails.exists_one(e, e["Type"] == "Work")', true],
    ['user.emails.all(e, e.value.endsWith("@x.org"))', true],
    ['user.emails.map(e, e.type == "Work", e.value)', ["work@x.org"]],
    ["user.emails.map(e, e.primary)", [null, true]],
    ["user.teams.map(t, t.leads.map(l, l.name))", [["Zoe"], ["Bob"], []]],
    ["user.teams.filter(t, t.leads[0].name != null).map(t, t.leads[0].name)", ["Zoe", "Bob"]],
    ["user.mail.map(m, upper(m))", ["ANN@X.ORG"]],
    ['"ann@x.org" in user.mail', true],
    ['"ann" in user.mail', false],
    ['[{"Type": 1}].map(e, e.Type)', [1]],
    ['user.emails.map(e, {"value": e.value, "type": lower(e.type)})[0].type', "home"],
    ["(user.flag ? user.mail : user.emails).map(m, m)", ["ann@x.org"]],
    ["first(user.emails).map(e, e.value)", ["home@x.org"]],
    ['groups.map(g, g + "!")', ["eng!"]],
    ['{"a": 1}.map(k, k)', ["a"]],
  ])("%s", (source, value) => expect(valueOf(source)).toEqual(value));

  test.each([
    ['user.emails.filter(e, e.type == "work").map(e, e.value)', []],
    ["user.emails.map(e, e.value)", []],
    ["user.emails.exists(e, true)", false],
    ["user.emails.all(e, false)", true],
    ['"a" in user.mail', false],
    ["user.teams.map(t, t.leads)", []],
  ])("%s for whoever has none", (source, value) => expect(valueOf(source, {})).toEqual(value));
});

describe("an unknown name is found wherever it stands", () => {
  test.each([
    [
      "user.name.givnName",
      "givnName",
      'no user of the source has "name.givnName"; did you mean name.givenname?',
    ],
    ['"x" + user.emials[0].value', "emials", "did you mean emails?"],
    ["user.emails[0].valeu", "valeu", "did you mean emails.value?"],
    ['user.emails.filter(e, e.tipe == "work")', "tipe", "did you mean emails.type?"],
    ["user.emails.filter(e, true)[0].zzz", "zzz", "there are: emails.value, emails.type, emails.primary"],
    ["user.emails.filter(e, true).map(e, e.zzz)", "zzz", "there are"],
    ["first(user.emails).zzz", "zzz", "there are"],
    ["user.teams.map(t, t.leads).map(l, l.nmae)", "nmae", "did you mean teams.leads.name?"],
    ["user.teams.map(t, t.leads.map(l, l.nmae))", "nmae", "did you mean teams.leads.name?"],
    ["cel.bind(n, user.name, n.first)", "first", "there are"],
    ['user["name"]["first"]', '"first"', "there are"],
    ["user.mail.value", "value", "mail holds no attributes of its own"],
    ['user["cn"]', '"cn"', "there are: id, name, name.givenname"],
    ["user.emails[0].value == user.emails[1].value && user.x", "x", "there are"],
  ])("%s", (source, at, words) => {
    const error = complaint(source, known);
    expect(error.message).toContain(words);
    expect(error.offset).toBe(source.lastIndexOf(at));
  });
  test("before the source was read no name is wrong", () => {
    expect(compile("user.Anything[0].goes", "any").evaluate(inputOf({ anything: [{ goes: 1 }] }))).toBe(1);
    expect(compile("user.a.map(e, e.b)", "any").evaluate(inputOf({}))).toEqual([]);
    expect(complaint("user.a +", "any").offset).toBe(8);
    expect(complaint("1 + true", "any").message).toContain("no such overload");
  });
});

test("the place of a mistake is that in the text as written", () => {
  const before = fc.constantFrom(
    "user.name.givenName",
    "user.emails[0].value",
    '(user["name"]).givenName',
    "user.emails.filter(e, e.value != null)[0].value",
    "user.teams.map(t, t.leads[0].name)[0]",
    "first(user.emails).type // )[\n",
    "user.emails[size(groups)].value",
  );
  const wrong = fc.constantFrom(
    '("a" - "b")',
    'lower("a", "b")',
    "user.nobody",
    "nobody",
    "user.emails[0].nobody",
  );
  fc.assert(
    fc.property(
      fc.array(before, { maxLength: 5 }),
      wrong,
      fc.array(before, { maxLength: 3 }),
      (left, error, right) => {
        const text = `[${[...left, ""].join(", ")}`;
        const behind = ["", ...right].join(", ");
        const alone = complaint(error, known);
        const found = complaint(`${text}${error}${behind}]`, known);
        expect(found.message).toBe(alone.message);
        expect(found.offset).toBe(text.length + alone.offset);
      },
    ),
  );
});

test("whatever a record holds, an expression gives a value or an ExpressionError", () => {
  const sources = [
    "user.name.givenName",
    "user.emails[0].value",
    "user.emails.filter(e, e.type == user.id).map(e, e.value)",
    "user.teams.map(t, t.leads.map(l, l.name))",
    "user.emails[user.id].value",
    "lower(user.name)",
    'join(user.emails.map(e, e.value), ",")',
    "first(user.emails).value in user.mail",
  ].map((source) => compile(source, known));
  const names = fc.constantFrom(
    ...known.flatMap((name) => name.split(".")),
    "__proto__",
    "constructor",
    "length",
  );
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Json>("a", 1, 1.5, true, null, ""),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: false }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(names, value, { maxKeys: 6 }), (user) => {
      for (const expression of sources) {
        try {
          expect(expression.evaluate(inputOf(user))).not.toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }
    }),
  );
});
