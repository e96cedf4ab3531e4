import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { attributesMentioned, type MappedTarget } from "../../src/mapping/mentions.ts";
import { nobody } from "./fixture.ts";

function target(parts: {
  readonly users?: JsonObject;
  readonly groups?: JsonObject;
  readonly where?: string;
  readonly push?: string;
}): MappedTarget {
  const assign = parts.where === undefined ? nobody : { ...nobody, where: parts.where };
  const pushed = parts.push === undefined ? {} : { where: parts.push };
  return {
    assign,
    users: { template: { attributes: parts.users ?? {}, createOnly: [], clearWhenEmpty: [] } },
    groups: { template: { attributes: parts.groups ?? {}, push: [], ...pushed } },
  };
}

const mentioned = (...expressions: readonly string[]) => attributesMentioned([], expressions);

describe("mentions are found without knowing the source", () => {
  test("in every part of a target, and beside it", () => {
    const first = target({
      users: {
        userName: "${user.Mail} or ${user.uid}",
        name: { givenName: '${user["GivenName"]}' },
        photos: [{ value: "${user.jpegPhoto}", type: "photo" }, 7, null, true],
      },
      where: 'user.department == "x"',
    });
    const second = target({ groups: { displayName: "${group.CN}" }, push: "group.kind == target" });
    expect(attributesMentioned([first, second], ["user.title != null"])).toEqual({
      attributes: ["cn", "department", "givenname", "jpegphoto", "kind", "mail", "title", "uid"],
      references: false,
      tables: [],
    });
  });
  test.each([
    ["user.name.givenName + user.emails[0].value", ["emails", "name"]],
    ["user.emails.filter(e, e.type == user.kind).map(e, e.value)", ["emails", "kind"]],
    ['{"a": [user.x, -user.y]}["a"]', ["x", "y"]],
    ["!(user.a ? user.b : user.c)", ["a", "b", "c"]],
    ["lower(upper((user).a))", ["a"]],
    ["has(user.a)", ["a"]],
    ["adEnabled(user)", ["useraccountcontrol"]],
    ["ldapEnabled(user)", ["loginshell", "nsaccountlock", "pwdaccountlockedtime", "shadowexpire"]],
    ['"user.nothing" + target', []],
    ["other.thing", []],
    ["user[user.a]", ["a"]],
  ])("%s", (expression, attributes) => expect(mentioned(expression).attributes).toEqual(attributes));

  test.each([
    ["ref(user.manager)", true],
    ['user.a == "" ? absent() : ref(user.a)', true],
    ["user.managers.map(m, ref(m))", true],
    ['"ref(x)"', false],
    ["user.ref", false],
  ])("%s uses ref(): %s", (expression, references) => {
    expect(mentioned(expression).references).toBe(references);
  });

  test("tables that are looked up in, wherever", () => {
    const users = { a: '${lookup("b.csv", user.x)}', b: ['${lower(lookup("a.csv", user.x, "c"))}'] };
    const found = attributesMentioned([target({ users, where: 'lookup("c.csv", user.y) == "1"' })]);
    expect(found.tables).toEqual(["a.csv", "b.csv", "c.csv"]);
    expect(mentioned("\"lookup('x')\" + user.lookup").tables).toEqual([]);
  });

  test("what cannot be parsed mentions nothing, and spoils nothing", () => {
    const broken = target({ users: { a: "${user.a", b: "${user.b +}", c: "${user.c}" }, where: "(" });
    expect(attributesMentioned([broken], ["", "user.d", "'"])).toEqual({
      attributes: ["c", "d"],
      references: false,
      tables: [],
    });
  });
});
