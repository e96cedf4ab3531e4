import { describe, expect, test } from "vitest";
import type { Desired } from "../../src/mapping/desired.ts";
import type { Attention } from "../../src/plan/attention.ts";
import { managedAttributes } from "../../src/plan/managed.ts";
import {
  absent,
  day,
  desired,
  disabled,
  id,
  kindsOf,
  linked,
  now,
  planOf,
  rejected,
  type Situation,
  unassigned,
  want,
} from "./user-situation.ts";

describe("each branch", () => {
  const rows: readonly {
    what: string;
    situation: Situation;
    kinds: readonly string[];
    attention?: string;
    inScope: boolean;
    skipped?: string;
  }[] = [
    { what: "wanted, no account: create", situation: {}, kinds: ["create@4"], inScope: true },
    {
      what: "wanted, no account, no create: pending",
      situation: { policy: { actions: ["update"] } },
      kinds: [],
      attention: "pending",
      inScope: true,
      skipped: "actions has no create",
    },
    { what: "wanted, same: nothing", situation: { link: linked() }, kinds: [], inScope: true },
    {
      what: "wanted, different: update",
      situation: { link: linked(), desired: want({ title: "CTO" }) },
      kinds: ["update@2"],
      inScope: true,
    },
    {
      what: "wanted, different, no update",
      situation: { link: linked(), desired: want({ title: "CTO" }), policy: { actions: ["create"] } },
      kinds: [],
      inScope: true,
      skipped: "actions has no update",
    },
    {
      what: "wanted, off: reactivate",
      situation: { link: linked({ state: "deactivated" }) },
      kinds: ["reactivate@5"],
      inScope: true,
    },
    {
      what: "wanted, left: reactivate",
      situation: { link: linked({ state: "left" }) },
      kinds: ["reactivate@5"],
      inScope: true,
    },
    {
      what: "wanted, protected",
      situation: { link: linked(), desired: want({ title: "CTO" }), rules: { isProtected: () => true } },
      kinds: [],
      attention: "protected",
      inScope: true,
      skipped: "protected",
    },
    {
      what: "rejected, no account: as it is",
      situation: { desired: rejected },
      kinds: [],
      attention: "rejected",
      inScope: true,
    },
    {
      what: "rejected, account: as it is",
      situation: { desired: rejected, link: linked() },
      kinds: [],
      attention: "rejected",
      inScope: true,
    },
    {
      what: "rejected, off: as it is",
      situation: { desired: rejected, link: linked({ state: "deactivated" }) },
      kinds: [],
      attention: "rejected",
      inScope: true,
    },
    { what: "gone, no account: nothing", situation: { desired: absent }, kinds: [], inScope: false },
    {
      what: "out of scope, no account: nothing",
      situation: { desired: unassigned },
      kinds: [],
      inScope: false,
    },
    {
      what: "gone: deactivate",
      situation: { desired: absent, link: linked() },
      kinds: ["deactivate@1"],
      inScope: false,
    },
    {
      what: "out of scope: deactivate",
      situation: { desired: unassigned, link: linked() },
      kinds: ["deactivate@1"],
      inScope: false,
    },
    {
      what: "disabled: deactivate",
      situation: { desired: disabled, link: linked() },
      kinds: ["deactivate@1"],
      inScope: false,
    },
    {
      what: "gone, deprovision delete: delete",
      situation: { desired: absent, link: linked(), policy: { deprovision: "delete" } },
      kinds: ["delete@1"],
      inScope: false,
    },
    {
      what: "gone, deprovision delete, no deactivate among actions: delete says it itself",
      situation: { desired: absent, link: linked(), policy: { deprovision: "delete", actions: [] } },
      kinds: ["delete@1"],
      inScope: false,
    },
    {
      what: "disabled, deprovision delete: only off",
      situation: { desired: disabled, link: linked(), policy: { deprovision: "delete" } },
      kinds: ["deactivate@1"],
      inScope: false,
    },
    {
      what: "gone, deprovision leave: unlink",
      situation: { desired: absent, link: linked(), policy: { deprovision: "leave" } },
      kinds: ["unlink@1"],
      inScope: false,
    },
    {
      what: "gone, leave, no grace needed",
      situation: { desired: absent, link: linked(), policy: { deprovision: "leave", deactivateAfter: day } },
      kinds: ["unlink@1"],
      inScope: false,
    },
    {
      what: "gone, no deactivate",
      situation: { desired: absent, link: linked(), policy: { actions: ["create", "update"] } },
      kinds: [],
      attention: "leaving",
      inScope: false,
      skipped: "actions has no deactivate",
    },
    {
      what: "gone, protected",
      situation: { desired: absent, link: linked(), rules: { isProtected: () => true } },
      kinds: [],
      attention: "protected",
      inScope: false,
      skipped: "protected",
    },
    {
      what: "gone, adopted: deactivate all the same",
      situation: { desired: absent, link: linked({ origin: "adopted" }) },
      kinds: ["deactivate@1"],
      inScope: false,
    },
    {
      what: "gone, off already: nothing",
      situation: { desired: absent, link: linked({ state: "deactivated" }) },
      kinds: [],
      inScope: false,
    },
    {
      what: "gone, left already: nothing",
      situation: { desired: absent, link: linked({ state: "left" }), policy: { deleteAfter: 0 } },
      kinds: [],
      inScope: false,
    },
  ];
  test.each(rows)("$what", ({ situation, kinds, attention, inScope, skipped }) => {
    const plan = planOf(situation);
    expect(kindsOf(plan)).toEqual(kinds);
    expect(plan.attention?.reason).toBe(attention);
    expect(plan.inScope).toBe(inScope);
    expect(plan.skipped).toBe(skipped);
  });
  test("the names that protection is asked about are key, userName and id", () => {
    const asked: (string | undefined)[] = [];
    const isProtected = (...names: readonly (string | undefined)[]) => (asked.push(...names), false);
    planOf({ link: linked(), rules: { isProtected } });
    planOf({ desired: absent, link: linked(), rules: { isProtected } });
    expect(asked).toEqual(["k7", "ann", id, "k7", "ann", id]);
  });
});

describe("what is compared", () => {
  test("an attribute that empties is removed only where we had set it", () => {
    const without: Desired = { ...desired, resource: { userName: "ann", active: true } };
    expect(planOf({ link: linked(), desired: without }).operations).toMatchObject([
      { changes: [{ path: "title", before: "Engineer" }] },
    ]);
    expect(
      planOf({ link: linked({ asserted: { userName: "ann", active: true } }), desired: without }).operations,
    ).toEqual([]);
  });
  test("an attribute that left the template is let go of, not blanked", () => {
    const rules = { managed: managedAttributes({ userName: "", active: "" }) };
    const without: Desired = { ...desired, resource: { userName: "ann", active: true } };
    expect(planOf({ rules, link: linked(), desired: without }).operations).toEqual([]);
  });
});

describe("attentions keep the time when they began", () => {
  test.each([
    ["rejected", { desired: rejected }],
    ["pending", { policy: { actions: [] } }],
  ] as const)("%s", (reason, situation) => {
    const before: Attention = { reason, detail: "", since: 5, due: 5, attempts: 2 };
    expect(planOf({ ...situation, attention: before }).attention).toMatchObject({
      since: 5,
      due: now,
      attempts: 2,
    });
    const other: Attention = { ...before, reason: "failed" };
    expect(planOf({ ...situation, attention: other }).attention).toMatchObject({ since: now });
  });
  test("a rejection has a failure code", () => {
    expect(planOf({ desired: rejected }).attention).toMatchObject({
      code: "mapping_failed",
      detail: "userName is empty",
    });
  });
});
