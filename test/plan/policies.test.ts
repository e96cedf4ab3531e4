import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { makeReference } from "../../src/mapping/reference.ts";
import { managedAttributes } from "../../src/plan/managed.ts";
import type { Remark } from "../../src/plan/remark.ts";
import { createSealer, isSealed } from "../../src/plan/secret-values.ts";
import {
  desired,
  kindsOf,
  linked,
  now,
  planOf,
  policiesOf,
  resource,
  type Situation,
  want,
} from "./user-situation.ts";

/** The changes that the update of a situation has. */
function changesOf(situation: Situation): readonly object[] {
  const { operations } = planOf(situation);
  return operations.flatMap((operation) => (operation.kind === "update" ? operation.changes : []));
}

const bare: JsonObject = { userName: "ann", active: true };
const nothing = { ...desired, resource: bare };

describe("createOnly", () => {
  const rules = { policies: policiesOf({ createOnly: ["title"] }) };
  test("is sent on create, and then left alone", () => {
    expect(planOf({ rules }).operations[0]).toMatchObject({ attributes: { title: "Engineer" } });
    expect(planOf({ rules, link: linked({ asserted: bare }) }).operations).toEqual([]);
    expect(planOf({ rules, link: linked(), desired: want({ title: "" }) }).operations).toEqual([]);
    const back = planOf({ rules, link: linked({ state: "deactivated" }) }).operations[0];
    expect(back).not.toHaveProperty("attributes.title");
  });
  test("takes a part of a list out of the comparison, and leaves the rest in it", () => {
    const policies = policiesOf({ createOnly: ["emails.value"] });
    const emails = [{ type: "work", value: "a@x.org", display: "A" }];
    const link = linked({ asserted: { ...bare, emails: [{ type: "work", display: "B" }] } });
    const rules = { policies, managed: managedAttributes({ userName: "", emails: "" }) };
    expect(changesOf({ rules, link, desired: want({ title: "", emails }) })).toEqual([
      { path: 'emails[type eq "work"].display', before: "B", after: "A" },
    ]);
  });
  test("is not waited for once the account is there", () => {
    const policies = policiesOf({ createOnly: ["manager"] });
    const boss = want({ manager: { value: makeReference("m1") } });
    expect(kindsOf(planOf({ rules: { policies }, desired: boss }))).toEqual(["create@4", "update@6"]);
    expect(planOf({ rules: { policies }, desired: boss, link: linked() })).toEqual({
      operations: [],
      inScope: true,
    });
  });
});

describe("fillIfEmpty", () => {
  const rules = { policies: policiesOf({ fillIfEmpty: ["title"] }) };
  test("is sent on create like anything", () => {
    expect(planOf({ rules }).operations[0]).toMatchObject({ attributes: { title: "Engineer" } });
  });
  test("later depends on what the target holds, and says so", () => {
    const change = { path: "title", before: "Engineer", after: "CTO", when: "empty" };
    expect(changesOf({ rules, link: linked(), desired: want({ title: "CTO" }) })).toEqual([change]);
    expect(changesOf({ rules, link: linked(), desired: nothing })).toEqual([
      { path: "title", before: "Engineer", when: "empty" },
    ]);
    expect(changesOf({ rules, link: linked({ asserted: bare }) })).toEqual([
      { path: "title", after: "Engineer", when: "empty" },
    ]);
  });
  test("that is known to be somebody else's is looked at again only when something else is wanted", () => {
    const remarks: readonly Remark[] = [{ kind: "theirs", path: "title", wanted: ["Engineer"] }];
    const link = linked({ asserted: bare, remarks });
    expect(changesOf({ rules, link })).toEqual([]);
    expect(changesOf({ rules, link, desired: want({ title: "CTO" }) })).toHaveLength(1);
    expect(changesOf({ link })).toEqual([{ path: "title", after: "Engineer" }]);
  });
  test("holds for what waits for another account", () => {
    const policies = policiesOf({ fillIfEmpty: ["manager.value"] });
    const boss = want({ manager: { value: makeReference("m1") } });
    expect(changesOf({ rules: { policies }, link: linked(), desired: boss })).toMatchObject([
      { path: "manager", when: "empty" },
    ]);
  });
});

describe("clearWhenEmpty", () => {
  const rules = { policies: policiesOf({ clearWhenEmpty: ["title"] }) };
  test("removes what we never set, once", () => {
    const link = linked({ asserted: bare });
    expect(changesOf({ rules, link, desired: nothing })).toEqual([{ path: "title", when: "filled" }]);
    const remarks: readonly Remark[] = [{ kind: "blank", path: "title" }];
    expect(changesOf({ rules, link: linked({ asserted: bare, remarks }), desired: nothing })).toEqual([]);
    expect(changesOf({ link, desired: nothing })).toEqual([]);
  });
  test("removes what we set like anything", () => {
    expect(changesOf({ rules, link: linked(), desired: nothing })).toEqual([
      { path: "title", before: "Engineer" },
    ]);
  });
  test("does not take away what is only waited for", () => {
    const policies = policiesOf({ clearWhenEmpty: ["manager.value"] });
    const boss = want({ manager: { value: makeReference("m1") } });
    const changes = changesOf({ rules: { policies }, link: linked(), desired: boss });
    expect(changes).toMatchObject([{ path: "manager" }]);
  });
});

function sealed(name: string, value: string): JsonObject {
  return { [name]: createSealer("key", "app")(7)(value) };
}

describe("secret", () => {
  const rules = { policies: policiesOf({ secret: ["pin"] }) };
  test.each(["password", "Password", "PASSWORD", "pin"])("%s is never written down in the clear", (name) => {
    const secret = want({ [name]: "s3cret" });
    const plans = [
      planOf({ rules, desired: secret }),
      planOf({ rules, desired: secret, link: linked() }),
      planOf({ rules, desired: secret, link: linked({ asserted: { ...resource, ...sealed(name, "old") } }) }),
      planOf({ rules, desired: secret, link: linked({ state: "deactivated" }) }),
    ];
    expect(plans.flatMap(kindsOf)).toEqual(["create@4", "update@2", "update@2", "reactivate@5"]);
    expect(JSON.stringify(plans)).not.toContain("s3cret");
    const [create] = plans[0]!.operations;
    expect(create?.kind === "create" && isSealed(create.attributes[name])).toBe(true);
  });
  test("is sent again only when it changed", () => {
    for (const name of ["password", "pin"]) {
      const link = linked({ asserted: { ...resource, ...sealed(name, "s3cret") } });
      expect(changesOf({ rules, link, desired: want({ [name]: "s3cret" }) })).toEqual([]);
      expect(changesOf({ rules, link, desired: want({ [name]: "other" }) })).toMatchObject([{ path: name }]);
    }
  });
  test("that empties is removed, but a password stays", () => {
    const asserted = { ...resource, ...sealed("pin", "1"), ...sealed("password", "p") };
    expect(changesOf({ rules, link: linked({ asserted }) })).toMatchObject([{ path: "pin" }]);
  });
  test("of two accounts with the same value cannot be told to be the same", () => {
    const seal = createSealer("key", "app");
    expect(seal(1)("x")).not.toBe(seal(2)("x"));
    expect(createSealer("other", "app")(1)("x")).not.toBe(seal(1)("x"));
  });
});

describe("what the target did not keep", () => {
  const remark = { kind: "notKept", path: "title", sent: "Engineer", found: null, run: "r1" } as const;
  test.each([
    [1, 1],
    [2, 0],
    [3, 0],
  ])("%i times is planned %i times more", (times, planned) => {
    const link = linked({ asserted: bare, remarks: [{ ...remark, times }] });
    expect(changesOf({ link })).toHaveLength(planned);
    expect(changesOf({ link, desired: want({ title: "CTO" }) })).toHaveLength(1);
  });
});

test("the same view gives the same plan", () => {
  const policies = policiesOf({ secret: ["title"], fillIfEmpty: ["title"], clearWhenEmpty: ["nickName"] });
  const situation = { rules: { policies, now }, link: linked({ asserted: bare }) };
  expect(planOf(situation)).toEqual(planOf(situation));
});
