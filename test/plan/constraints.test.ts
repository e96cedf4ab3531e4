import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { type AttributeRules, layRules } from "../../src/connector/attribute-rule.ts";
import { makeReference } from "../../src/mapping/reference.ts";
import { readPaths } from "../../src/plan/attribute-path-set.ts";
import { compileRules, rejectBroken } from "../../src/plan/constraints.ts";

const acme = "urn:example:acme:2.0:User";

function broken(
  rules: AttributeRules,
  resource: JsonObject,
  secret: readonly string[] = [],
): readonly string[] {
  const laid = layRules([{ by: "users.rules", rules }]);
  const check = compileRules(laid, resource, readPaths(secret, resource));
  return check(resource).map(({ message }) => message.replace(" (users.rules)", ""));
}

describe("rules of config and connector", () => {
  test.each<[string, AttributeRules, JsonObject, string | undefined]>([
    ["required, there", { title: { required: true } }, { title: "x" }, undefined],
    ["required, false is there", { active: { required: true } }, { active: false }, undefined],
    ["required, absent", { title: { required: true } }, {}, "title: is empty, and must have a value"],
    [
      "required below an absent object",
      { "name.familyName": { required: true } },
      {},
      "name.familyName: is empty, and must have a value",
    ],
    [
      "required of one type",
      { 'emails[type eq "work"].value': { required: true } },
      { emails: [{ value: "a@x.org", type: "home" }] },
      'emails[type eq "work"].value: is empty, and must have a value',
    ],
    [
      "required in an extension",
      { [`${acme}:role`]: { required: true } },
      { [acme]: { other: 1 } },
      `${acme}:role: is empty, and must have a value`,
    ],
    ["not required", { title: { required: false } }, {}, undefined],
    [
      "taken by the service",
      { userName: { reserved: ["root", "admin-*"] } },
      { userName: "Admin-7" },
      'userName: "Admin-7" is kept by the service for itself',
    ],
    ["not taken", { userName: { reserved: ["root", "admin-*"] } }, { userName: "ann" }, undefined],
    [
      "not the same",
      { userName: { sameAs: "emails[primary eq true].value" } },
      { userName: "ann@x.org", emails: [{ value: "ann@x.org" }, { value: "a@y.org", primary: true }] },
      'userName: "ann@x.org" must be the same as emails[primary eq true].value',
    ],
    [
      "the same as one of them, but for case",
      { userName: { sameAs: "emails.value" } },
      { userName: "Ann@x.org", emails: [{ value: "a@y.org" }, { value: "ann@X.org" }] },
      undefined,
    ],
    [
      "the same as nothing",
      { userName: { sameAs: "emails.value" } },
      { userName: "ann" },
      'userName: "ann" must be the same as emails.value',
    ],
    [
      "the same as what cannot be seen",
      { nickName: { sameAs: "title" } },
      { nickName: "a", title: makeReference("k1") },
      undefined,
    ],
    [
      "of another type",
      { emails: { types: ["work", "home"] } },
      {
        emails: [
          { value: "a", type: "WORK" },
          { value: "b", type: "other" },
        ],
      },
      'emails: the type "other" is none of work, home',
    ],
    ["of no type", { emails: { types: ["work"] } }, { emails: [{ value: "a" }] }, undefined],
    [
      "none is primary",
      { emails: { primary: true } },
      { emails: [{ value: "a" }, { value: "b", primary: false }] },
      "emails: no value is primary; one must be",
    ],
    [
      "two are primary",
      { emails: { primary: true } },
      {
        emails: [
          { value: "a", primary: true },
          { value: "b", primary: true },
        ],
      },
      "emails: 2 values are primary; one must be",
    ],
    ["of a list that is empty", { emails: { primary: true } }, {}, undefined],
    ["as long as may be", { title: { maxLength: 3 } }, { title: "abc" }, undefined],
    ["characters, not units", { title: { maxLength: 3 } }, { title: "😀😀😀" }, undefined],
    [
      "too long",
      { title: { maxLength: 3 } },
      { title: "abcd" },
      "title: has 4 characters; at most 3 are allowed",
    ],
    [
      "too long, one of several",
      { "emails.value": { maxLength: 3 } },
      { emails: [{ value: "abc" }, { value: "abcde" }] },
      "emails.value: has 5 characters; at most 3 are allowed",
    ],
    [
      "too long, of a value with parts",
      { emails: { maxLength: 3 } },
      { emails: [{ value: "abcd", type: "work" }] },
      "emails: has 4 characters; at most 3 are allowed",
    ],
    [
      "a number as text",
      { cost: { maxLength: 3 } },
      { cost: 1234 },
      "cost: has 4 characters; at most 3 are allowed",
    ],
    ["pattern", { userName: { pattern: "[a-z]+|\\d+" } }, { userName: "ann" }, undefined],
    [
      "a pattern is of the whole value",
      { userName: { pattern: "[a-z]+|\\d+" } },
      { userName: "ann1" },
      'userName: "ann1" does not match [a-z]+|\\d+',
    ],
    [
      "of all lines of it",
      { title: { pattern: "[a-z]+" } },
      { title: "a\nB" },
      'title: "a\\nB" does not match [a-z]+',
    ],
    ["one of the values", { userType: { enum: ["A", "B"] } }, { userType: "B" }, undefined],
    [
      "none of the values, by case",
      { userType: { enum: ["A", "B"] } },
      { userType: "b" },
      'userType: "b" is none of A, B',
    ],
    [
      "a boolean among the values",
      { guest: { enum: [false] } },
      { guest: true },
      "guest: true is none of false",
    ],
    ["single", { emails: { single: true } }, { emails: [{ value: "a" }] }, undefined],
    [
      "several where one is taken",
      { emails: { single: true } },
      { emails: [{ value: "a" }, { value: "b" }] },
      "emails: has 2 values; only one is allowed",
    ],
    [
      "absent breaks nothing but required",
      { title: { maxLength: 1, pattern: "a", enum: ["a"] } },
      {},
      undefined,
    ],
    ["off", { title: "off" }, {}, undefined],
    [
      "names have no case",
      { USERNAME: { maxLength: 1 } },
      { userName: "ab" },
      "USERNAME: has 2 characters; at most 1 are allowed",
    ],
  ])("%s", (_, rules, resource, message) => {
    expect(broken(rules, resource)).toEqual(message === undefined ? [] : [message]);
  });

  test("a reference stands for an id that is not known yet: only whether it is there counts", () => {
    const manager = { manager: { value: makeReference("e1") } };
    const rule = { required: true, maxLength: 2, pattern: "x", enum: ["y"] };
    expect(broken({ "manager.value": rule }, manager)).toEqual([]);
  });

  test("nothing of a secret is shown", () => {
    const rules = { pin: { pattern: "\\d+", enum: ["1"] } };
    const said = broken(rules, { pin: "s3cret" }, ["pin"]).join();
    expect(said).toBe("pin: the value does not match \\d+,pin: the value is none of 1");
  });

  test("long values are shown in part", () => {
    const [said = ""] = broken({ title: { pattern: "a" } }, { title: "x".repeat(10_000) });
    expect(said.length).toBeLessThan(120);
  });

  test("a pattern takes no longer for being a bad one", () => {
    const start = performance.now();
    broken({ title: { pattern: "(a+)+b" } }, { title: "a".repeat(50_000) });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test("whoever breaks rules is rejected for all of them at once, until the answer may be another", () => {
    const rules = { title: { required: true }, userName: { maxLength: 1 } };
    const check = compileRules(layRules([{ by: "users.rules", rules }]), {}, []);
    const desired = { kind: "desired", clause: "assign.everyone", until: 7 } as const;
    expect(rejectBroken({ ...desired, resource: { userName: "ann" } }, check)).toEqual({
      kind: "rejected",
      code: "rule_broken",
      reason:
        "title: is empty, and must have a value (users.rules); userName: has 3 characters; at most 1 are allowed (users.rules)",
      until: 7,
    });
    const fine = { ...desired, resource: { userName: "a", title: "b" } };
    expect(rejectBroken(fine, check)).toBe(fine);
    const gone = { kind: "outOfScope", cause: "disabled", clause: "x" } as const;
    expect(rejectBroken(gone, check)).toBe(gone);
  });
});

describe("rules that are laid over each other", () => {
  const connector = {
    by: "the connector x",
    rules: { userName: { maxLength: 64, pattern: "a" }, title: { required: true } },
  } as const;

  test("are merged key by key, and the stronger wins, however it spells the path", () => {
    const own = {
      by: "users.rules",
      rules: { "urn:ietf:params:scim:schemas:core:2.0:User:USERNAME": { maxLength: 100 } },
    };
    expect(layRules([own, connector])).toEqual([
      {
        path: "urn:ietf:params:scim:schemas:core:2.0:User:USERNAME",
        off: false,
        by: "users.rules",
        maxLength: 100,
        pattern: "a",
      },
      { path: "title", off: false, by: "the connector x", required: true },
    ]);
  });

  test("off takes all of it away, and what is said over it counts alone", () => {
    const off = { by: "users.rules", rules: { userName: "off", title: "off" } } as const;
    const again = { by: "users.rules", rules: { title: { enum: ["x"] } } };
    expect(layRules([off, connector])).toEqual([
      { path: "userName", off: true, by: "users.rules" },
      { path: "title", off: true, by: "users.rules" },
    ]);
    expect(layRules([again, off, connector])[1]).toEqual({
      path: "title",
      off: false,
      by: "users.rules",
      enum: ["x"],
    });
  });
});
