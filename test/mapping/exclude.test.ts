import { describe, expect, test } from "vitest";
import type { AssignTemplate } from "../../src/mapping/template.ts";
import { attributesMentioned } from "../../src/mapping/mentions.ts";
import { everybody, inputOf, mappingOf, mapUser, nobody } from "./fixture.ts";

const attributes = { userName: "${user.email}" };
const ann = { email: "ann@x.org", department: "R&D" };

function excluding(exclude: AssignTemplate["exclude"], more: Partial<AssignTemplate> = {}): AssignTemplate {
  return { ...everybody, ...more, ...(exclude !== undefined && { exclude }) };
}

describe("assign.exclude", () => {
  test.each([
    ["a group", { groups: ["contractors"] }, "assign.exclude.groups: member of Contractors"],
    ["a wildcard", { groups: ["contr*"] }, "assign.exclude.groups: member of Contractors"],
    [
      "where",
      { groups: [], where: 'user.department == "R&D"' },
      'assign.exclude.where: user.department == "R&D"',
    ],
    [
      "a group before where can fail",
      { groups: ["contractors"], where: "user.email > 1" },
      "assign.exclude.groups: member of Contractors",
    ],
  ])("%s wins over everyone, groups and where", (_, exclude, clause) => {
    for (const more of [{}, { groups: ["eng"] }, { where: "true" }]) {
      expect(mapUser(excluding(exclude, more), attributes, ann, ["eng", "Contractors"])).toEqual({
        kind: "outOfScope",
        cause: "unassigned",
        clause,
      });
    }
  });

  test("whoever it does not name is assigned as without it", () => {
    const exclude = { groups: ["contractors"], where: 'user.department == "IT"' };
    const assign = excluding(exclude, { everyone: false, groups: ["eng"] });
    expect(mapUser(assign, attributes, ann, ["eng"])).toMatchObject({
      kind: "desired",
      clause: "assign.groups: member of eng",
    });
    expect(mapUser(assign, attributes, ann, ["ops"])).toMatchObject({ clause: "no clause of assign holds" });
  });

  test("a where that cannot be evaluated leaves the account as it is, but only of those who would have one", () => {
    const exclude = { groups: [], where: "user.email > 1" };
    expect(mapUser(excluding(exclude), attributes, ann)).toMatchObject({ kind: "rejected" });
    expect(mapUser(excluding(exclude, { everyone: false, groups: ["eng"] }), attributes, ann)).toMatchObject({
      kind: "outOfScope",
    });
  });

  test("its groups are looked up, and its attributes mentioned", () => {
    expect(mappingOf(excluding({ groups: ["a"] }), attributes).usesGroups).toBe(true);
    expect(mappingOf(excluding({ groups: [], where: '"a" in groups' }), attributes).usesGroups).toBe(true);
    expect(mappingOf(excluding({ groups: [] }), attributes).usesGroups).toBe(false);
    const users = { template: { attributes, createOnly: [], clearWhenEmpty: [] } };
    const assign = excluding({ groups: [], where: 'user.kind == "x"' });
    const groups = { template: { attributes: {}, push: [] } };
    expect(attributesMentioned([{ assign, users, groups }]).attributes).toEqual(["email", "kind"]);
  });
});

describe("explainAssignment", () => {
  test("tells every clause and whether it holds, those that exclude first", () => {
    const assign = {
      groups: ["eng", "ops-*"],
      where: "user.department == 'IT'",
      everyone: true,
      exclude: { groups: ["contractors"], where: "user.email > 1" },
    };
    expect(mappingOf(assign, attributes).explainAssignment(inputOf(ann, ["ops-x"]))).toEqual([
      { clause: "assign.exclude.groups: contractors", holds: false, excludes: true },
      {
        clause: "assign.exclude.where: user.email > 1",
        holds: false,
        excludes: true,
        failed: expect.stringContaining("where") as string,
      },
      { clause: "assign.everyone", holds: true, excludes: false },
      { clause: "assign.groups: member of ops-x", holds: true, excludes: false },
      { clause: "assign.where: user.department == 'IT'", holds: false, excludes: false },
    ]);
  });

  test("tells the first of many names, and nothing where nothing is stated", () => {
    const groups = ["a", "b", "c", "d", "e", "f", "g"];
    const many = mappingOf({ ...nobody, groups }, attributes).explainAssignment(inputOf(ann));
    expect(many).toEqual([
      { clause: "assign.groups: a, b, c, d, e, and 2 more", holds: false, excludes: false },
    ]);
    expect(mappingOf(nobody, attributes).explainAssignment(inputOf(ann))).toEqual([]);
  });
});
