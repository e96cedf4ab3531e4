import { describe, expect, test } from "vitest";
import { makeReference } from "../../src/mapping/reference.ts";
import { phases } from "../../src/plan/operation.ts";
import { id, kindsOf, linked, planOf, resource, want } from "./user-situation.ts";

describe("references that wait", () => {
  const manager = { value: makeReference("m1") };
  const boss = want({ manager });
  const follow = { kind: "update", phase: phases.references, changes: [{ path: "manager", after: manager }] };

  test("the account is made without them, and they follow", () => {
    const plan = planOf({ desired: boss });
    expect(kindsOf(plan)).toEqual(["create@4", "update@6"]);
    expect(plan.operations[0]).not.toHaveProperty("attributes.manager");
    expect(plan.operations[1]).toMatchObject({ ...follow, targetId: null });
    expect(plan.attention).toMatchObject({
      reason: "waiting",
      detail: "manager waits for the account of m1",
    });
  });
  test("an account that is there gets them as an update", () => {
    const plan = planOf({ desired: boss, link: linked() });
    expect(plan.operations).toMatchObject([{ ...follow, targetId: id }]);
  });
  test("what was written before stays while the new one waits", () => {
    const plan = planOf({
      desired: boss,
      link: linked({ asserted: { ...resource, manager: { value: "old" } } }),
    });
    expect(kindsOf(plan)).toEqual(["update@6"]);
  });
  test("once resolved they are compared like anything", () => {
    const rules = { resolve: () => "id-m1" };
    const plan = planOf({ desired: boss, link: linked(), rules });
    expect(plan.operations).toMatchObject([
      { phase: phases.updateUsers, changes: [{ path: "manager.value", after: "id-m1" }] },
    ]);
    expect(
      planOf({
        desired: boss,
        link: linked({ asserted: { ...resource, manager: { value: "id-m1" } } }),
        rules,
      }).operations,
    ).toEqual([]);
  });
  test("where actions has no update, an account that is there is not touched for them", () => {
    const plan = planOf({ desired: boss, link: linked(), policy: { actions: ["create"] } });
    expect(plan).toEqual({ operations: [], inScope: true, skipped: "actions has no update" });
  });
});
