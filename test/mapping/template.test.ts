import { describe, expect, test } from "vitest";
import { MappingError } from "../../src/mapping/mapping-error.ts";
import { parseTemplateString, TemplateSyntaxError } from "../../src/mapping/template-string.ts";
import { fill, problemsOf } from "./fixture.ts";

const ann = {
  email: "ann@x.org",
  first_name: "Ann",
  last_name: "Bo",
  phones: ["1", "2"],
  enabled: false,
  count: 0,
};

describe("a template string", () => {
  const parts: readonly [string, readonly object[]][] = [
    ["plain", [{ kind: "text", text: "plain" }]],
    ["", []],
    ["$ {a} $", [{ kind: "text", text: "$ {a} $" }]],
    ["${a}", [{ kind: "expression", source: "a", offset: 2 }]],
    [
      "x${a}y${b}",
      [
        { kind: "text", text: "x" },
        { kind: "expression", source: "a", offset: 3 },
        { kind: "text", text: "y" },
        { kind: "expression", source: "b", offset: 8 },
      ],
    ],
    ['${"}"}', [{ kind: "expression", source: '"}"', offset: 2 }]],
    ["${'\\'}'}", [{ kind: "expression", source: "'\\'}'", offset: 2 }]],
    ["${{'a': 1}}", [{ kind: "expression", source: "{'a': 1}", offset: 2 }]],
  ];
  test.each(parts)("%s", (template, expected) => expect(parseTemplateString(template)).toEqual(expected));

  test.each([
    ["a ${b", 2],
    ["${'}", 0],
    ["${{}", 0],
  ])("%s lacks its closing brace", (template, offset) => {
    expect(() => parseTemplateString(template)).toThrow(TemplateSyntaxError);
    expect(problemsOf({ title: template })).toMatchObject([{ path: ["attributes", "title"], offset }]);
  });
});

describe("a value that is one expression keeps its type; text around it makes a string", () => {
  test.each([
    ["${user.enabled}", false],
    ["${user.count}", 0],
    ["${user.phones}", ["1", "2"]],
    ["${user.first_name} ${user.last_name}", "Ann Bo"],
    ["${user.first_name} ${user.title}", "Ann"],
    ["n${user.count}", "n0"],
    ["is ${user.enabled}", "is false"],
    ["${user.title}", undefined],
    [" ${user.title} ", undefined],
    ["staff", "staff"],
    [true, true],
    [7, 7],
    [null, undefined],
    ["", undefined],
  ])("%j", (template, value) => {
    expect(fill({ userName: "x", title: template })["title"]).toEqual(
      template === "" ? undefined : fill({ title: template })["title"],
    );
    expect(fill({ title: template }, ann)["title"]).toEqual(value);
  });
  test("a list cannot stand inside text", () => {
    expect(() => fill({ title: "p: ${user.phones}" }, ann)).toThrow(
      /^title: a list cannot stand inside text$/,
    );
  });
  test("nor a value of several attributes, and no function of text takes one", () => {
    const input = { email: { value: "x" } };
    expect(() => fill({ title: "p: ${user.email}" }, input)).toThrow(
      /^title: a value of several attributes cannot stand inside text$/,
    );
    for (const wrong of [
      "lower(user.email)",
      "ref(user.email)",
      'join([user.email], "")',
      'split(user.email, ",")',
    ]) {
      expect(() => fill({ title: `\${${wrong}}` }, input)).toThrow(
        /^title: a function of text is given several/,
      );
    }
  });
  test("a reference must be the whole value", () => {
    expect(() => fill({ manager: { value: "id ${ref(user.email)}" } }, ann)).toThrow(
      /^manager\.value: ref\(\)/,
    );
  });
});

describe("nothing is left out too much, or too little", () => {
  const email = { value: "${user.email}", type: "work", primary: true };
  test("an object whose expressions are all empty is left out, constants and all", () => {
    expect(fill({ emails: [email], name: { givenName: "${user.first_name}", formatted: "x" } }, {})).toEqual(
      {},
    );
  });
  test("an object with one that is not is kept, constants and all", () => {
    expect(
      fill(
        { name: { givenName: "${user.first_name}", familyName: "${user.title}", honorificPrefix: "Dr" } },
        ann,
      ),
    ).toEqual({
      name: { givenName: "Ann", honorificPrefix: "Dr" },
    });
  });
  test("constants alone are a value", () => {
    expect(fill({ roles: [{ value: "staff", type: "x" }], userType: "a" }, {})).toEqual({
      roles: [{ value: "staff", type: "x" }],
      userType: "a",
    });
  });
  test("in a list only what is empty is left out", () => {
    const home = { value: "${user.title}", type: "home" };
    expect(fill({ emails: [home, email] }, ann)).toEqual({
      emails: [{ value: "ann@x.org", type: "work", primary: true }],
    });
    expect(fill({ emails: [home] }, ann)).toEqual({});
  });
  test("a list that an expression gives becomes part of the list", () => {
    const numbers = '${user.phones.map(p, {"value": p, "type": "work"})}';
    expect(fill({ phoneNumbers: [numbers, { value: "${user.email}", type: "other" }] }, ann)).toEqual({
      phoneNumbers: [
        { value: "1", type: "work" },
        { value: "2", type: "work" },
        { value: "ann@x.org", type: "other" },
      ],
    });
  });
  test.each(["${[]}", '${[""]}', "${[null]}", '${{"a": null}}', '${{"a": [""]}}', '${""}', "${null}"])(
    "%s is nothing",
    (expression) => {
      expect(fill({ title: expression }, ann)).toEqual({});
    },
  );
  test("false and 0 are values", () => {
    expect(fill({ a: "${user.enabled}", b: { c: "${user.count}" } }, ann)).toEqual({ a: false, b: { c: 0 } });
  });
});

describe("problems", () => {
  test("all are found at once, each with its place", () => {
    const template = {
      userName: "${user.emial}",
      name: { givenName: "x ${lowr(user.email)}" },
      emails: [{ value: "${" }],
    };
    expect(problemsOf(template).map(({ path, offset }) => [path.join("."), offset])).toEqual([
      ["attributes.userName", 7],
      ["attributes.name.givenName", 4],
      ["attributes.emails.0.value", 0],
    ]);
    expect(problemsOf(template)[0]?.message).toMatch(/did you mean email\?/);
  });
  test("a failure for one record names the attribute and no value", () => {
    const attempt = fill.bind(
      undefined,
      { name: { givenName: "${user.first_name + 1}" } },
      { first_name: "s3cret" },
    );
    expect(attempt).toThrow(MappingError);
    expect(attempt).toThrow(/^name\.givenName: /);
    expect(attempt).not.toThrow(/s3cret/);
  });
});

test("a template with __proto__ in it pollutes nothing and loses nothing", () => {
  const template = JSON.parse('{"__proto__": {"polluted": "${user.email}"}, "title": "x"}') as Parameters<
    typeof fill
  >[0];
  const filled = fill(template, ann);
  expect((filled as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
