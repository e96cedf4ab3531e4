import type { JsonObject } from "../../src/canonical.ts";
import type { Desired } from "../../src/mapping/desired.ts";
import type { UserTemplate } from "../../src/mapping/template.ts";
import { type AttributePolicies, readPolicies } from "../../src/plan/attribute-policies.ts";
import type { Link } from "../../src/plan/link.ts";
import { managedAttributes } from "../../src/plan/managed.ts";
import { planUser } from "../../src/plan/plan-user.ts";
import type { UserPolicy } from "../../src/plan/policy.ts";
import { createSealer } from "../../src/plan/secret-values.ts";
import type { UserPlan, UserRules, UserView } from "../../src/plan/user-plan.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import type { SourceKey } from "../../src/source/record.ts";

export const hour = 3_600_000;
export const day = 24 * hour;
export const now = Date.parse("2026-11-22T12:00:00Z");
export const id = "id-1" as ScimId;

export const resource = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: "ann",
  active: true,
  title: "Engineer",
};
export const desired: Extract<Desired, { kind: "desired" }> = {
  kind: "desired",
  resource,
  clause: "assign.everyone",
};
export const absent = { kind: "absent" } as const;
export const unassigned: Desired = {
  kind: "outOfScope",
  cause: "unassigned",
  clause: "no clause of assign holds",
};
export const disabled: Desired = {
  kind: "outOfScope",
  cause: "disabled",
  clause: "users.attributes.active is false",
};
export const rejected: Desired = { kind: "rejected", reason: "userName is empty" };

export function linked(changes: Partial<Link> = {}): Link {
  return {
    scimId: id,
    origin: "created",
    state: "active",
    asserted: resource,
    since: now - 100 * day,
    ...changes,
  };
}

export interface Situation extends Partial<Omit<UserView, "entry" | "key">> {
  readonly policy?: Partial<UserPolicy>;
  readonly rules?: Partial<UserRules>;
}

const usual: UserPolicy = {
  actions: ["create", "update", "deactivate"],
  match: ["userName"],
  deprovision: "deactivate",
  deactivateAfter: 0,
  adopted: { deactivate: true, delete: false },
};

/** Policies in the words of the config. */
export function policiesOf(named: Partial<Omit<UserTemplate, "attributes">>): AttributePolicies {
  return readPolicies({ attributes: {}, createOnly: [], clearWhenEmpty: [], ...named });
}

export function planOf({ policy, rules, ...view }: Situation): UserPlan {
  return planUser(
    { entry: 7, key: "k7" as SourceKey, desired, link: undefined, attention: undefined, ...view },
    {
      policy: { ...usual, ...policy },
      policies: policiesOf({}),
      seal: createSealer("key", "app"),
      managed: managedAttributes({ userName: "", title: "", password: "", pin: "", manager: "" }),
      multiValued: "byType",
      isProtected: () => false,
      resolve: () => undefined,
      now,
      ...rules,
    },
  );
}

/** The plan in a few words. */
export function kindsOf(plan: UserPlan): readonly string[] {
  return plan.operations.map(({ kind, phase }) => `${kind}@${phase}`);
}

export function want(changes: JsonObject): Desired {
  return { ...desired, resource: { ...resource, ...changes } };
}
