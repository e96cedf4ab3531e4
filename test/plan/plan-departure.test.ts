import { describe, expect, test } from "vitest";
import type { Attention } from "../../src/plan/attention.ts";
import { absent, day, hour, kindsOf, linked, now, planOf } from "./user-situation.ts";

describe("grace", () => {
  const policy = { deactivateAfter: 7 * day };
  test("begins when the user is first seen to have left", () => {
    const plan = planOf({ desired: absent, link: linked(), policy });
    expect(plan).toMatchObject({
      operations: [],
      leavingSince: now,
      attention: { reason: "leaving", since: now, due: now + 7 * day },
    });
  });
  test.each([
    ["a millisecond before it is over", 7 * day - 1, []],
    ["when it is over", 7 * day, ["deactivate@1"]],
    ["long after", 100 * day, ["deactivate@1"]],
  ])("%s", (_what, ago, kinds) => {
    expect(kindsOf(planOf({ desired: absent, link: linked({ leavingSince: now - ago }), policy }))).toEqual(
      kinds,
    );
  });
  test.each(["held", "failed", "indeterminate", "unfinished"] as const)(
    "does not begin anew after its removal was %s",
    (reason) => {
      const attention: Attention = { reason, detail: "", since: now - hour, due: now, attempts: 1 };
      const plan = planOf({
        desired: absent,
        attention,
        link: linked({ leavingSince: now - 8 * day }),
        policy,
      });
      expect(kindsOf(plan)).toEqual(["deactivate@1"]);
    },
  );
  test("is forgotten by whoever comes back", () => {
    const attention: Attention = {
      reason: "leaving",
      detail: "",
      since: now - day,
      due: now + day,
      attempts: 0,
    };
    const plan = planOf({ link: linked({ leavingSince: now - day }), attention, policy });
    expect(plan).toEqual({ operations: [], inScope: true });
  });
});

describe("expiry", () => {
  const policy = { deleteAfter: 30 * day };
  test.each([
    ["a millisecond before", 30 * day - 1, [], "expiring"],
    ["on the day", 30 * day, ["delete@1"], undefined],
  ])("%s", (_what, ago, kinds, attention) => {
    const plan = planOf({
      desired: absent,
      link: linked({ state: "deactivated", since: now - ago }),
      policy,
    });
    expect(kindsOf(plan)).toEqual(kinds);
    expect(plan.attention?.reason).toBe(attention);
  });
  test("an account that was adopted and switched off is deleted only as config says", () => {
    expect(planOf({ desired: absent, link: linked({ state: "deactivated", since: 0 }) }).operations).toEqual(
      [],
    );
  });
});
