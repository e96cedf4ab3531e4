import { describe, expect, test } from "vitest";
import type { Desired } from "../../src/mapping/desired.ts";
import type { Link } from "../../src/plan/link.ts";
import { managedAttributes } from "../../src/plan/managed.ts";
import { type GroupPlan, type GroupRules, type GroupView, planGroup } from "../../src/plan/plan-group.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import type { SourceKey } from "../../src/source/record.ts";

const now = 1_000;
const resource = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "Eng" };
const pushed: Desired = { kind: "desired", resource, clause: "groups.push" };
const notPushed: Desired = { kind: "outOfScope", cause: "unassigned", clause: "groups.push names it not" };
const rejected: Desired = { kind: "rejected", reason: "displayName is empty" };
const absent = { kind: "absent" } as const;

function linked(changes: Partial<Link> = {}): Link {
  return {
    scimId: "g1" as ScimId,
    origin: "created",
    state: "active",
    asserted: resource,
    since: 0,
    ...changes,
  };
}

function planOf(
  view: Partial<GroupView>,
  unpushed: "unlink" | "delete" = "unlink",
  rules: Partial<GroupRules> = {},
): GroupPlan {
  return planGroup(
    {
      entry: 1,
      key: "eng" as SourceKey,
      name: "Eng",
      desired: pushed,
      link: undefined,
      attention: undefined,
      ...view,
    },
    {
      policy: { match: ["displayName"], existing: "refuse", unpushed, nested: "flatten" },
      managed: managedAttributes({ displayName: "" }),
      multiValued: "byType",
      isProtected: () => false,
      now,
      ...rules,
    },
  );
}

const rows: readonly { what: string; plan: GroupPlan; kinds: readonly string[]; pushMembers: boolean }[] = [
  { what: "pushed, not there: create", plan: planOf({}), kinds: ["create@8"], pushMembers: true },
  { what: "pushed, same: only members", plan: planOf({ link: linked() }), kinds: [], pushMembers: true },
  {
    what: "renamed: update",
    plan: planOf({ link: linked({ asserted: { displayName: "Old" } }) }),
    kinds: ["update@8"],
    pushMembers: true,
  },
  {
    what: "rejected: as it is",
    plan: planOf({ desired: rejected, link: linked() }),
    kinds: [],
    pushMembers: false,
  },
  {
    what: "not pushed, not there: nothing",
    plan: planOf({ desired: notPushed }),
    kinds: [],
    pushMembers: false,
  },
  {
    what: "no longer pushed: unlink",
    plan: planOf({ desired: notPushed, link: linked() }),
    kinds: ["unlink@12"],
    pushMembers: false,
  },
  {
    what: "gone: unlink",
    plan: planOf({ desired: absent, link: linked() }),
    kinds: ["unlink@12"],
    pushMembers: false,
  },
  {
    what: "gone, delete: delete what we made",
    plan: planOf({ desired: absent, link: linked() }, "delete"),
    kinds: ["delete@12"],
    pushMembers: false,
  },
  {
    what: "gone, delete: but only unlink what we adopted",
    plan: planOf({ desired: absent, link: linked({ origin: "adopted" }) }, "delete"),
    kinds: ["unlink@12"],
    pushMembers: false,
  },
  {
    what: "protected: nothing",
    plan: planOf({ desired: absent, link: linked() }, "delete", { isProtected: () => true }),
    kinds: [],
    pushMembers: false,
  },
];

describe("each branch", () => {
  test.each(rows)("$what", ({ plan, kinds, pushMembers }) => {
    expect(plan.operations.map(({ kind, phase }) => `${kind}@${phase}`)).toEqual(kinds);
    expect(plan.pushMembers).toBe(pushMembers);
  });
});

test("protection is asked by key, wanted name, name as written and id", () => {
  const asked: (string | undefined)[] = [];
  const isProtected = (...names: readonly (string | undefined)[]) => (asked.push(...names), true);
  const plan = planOf({ link: linked({ asserted: { displayName: "Old" } }) }, "unlink", { isProtected });
  expect(asked).toEqual(["eng", "Eng", "Old", "g1"]);
  expect(plan.skipped).toBe("protected");
});
