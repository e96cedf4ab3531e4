import { shownName } from "../source/alias.ts";
import type { JsonObject } from "../canonical.ts";
import { resolveReferences, type WaitingAttribute } from "../mapping/reference.ts";
import { neverReturned } from "../scim/attribute-rules.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { Attention, AttentionReason } from "./attention.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import type { Link } from "./link.ts";
import { type Operation, phases } from "./operation.ts";
import { planDeparture } from "./plan-departure.ts";
import { protectedPlan, type UserPlan, type UserRules, type UserView } from "./user-plan.ts";
import { stillManaged, withoutPaths } from "./without-paths.ts";

/** Decides what one user needs. Pure: the same view gives the same plan. */
export function planUser(view: UserView, rules: UserRules): UserPlan {
  const { desired, link } = view;
  if (desired.kind === "rejected") return keepAsIs(view, rules, desired.reason);
  if (desired.kind !== "desired") return planDeparture(view, desired, rules);
  const userName = textAt(desired.resource, "userName");
  if (rules.isProtected(view.key, userName, link?.scimId)) return protectedPlan(true);
  const { resource, waiting } = resolveReferences(desired.resource, rules.resolve);
  const wanted: Wanted = { view, rules, name: userName ?? view.key, resource, waiting };
  if (link === undefined) return planCreate(wanted);
  return link.state === "active" ? planUpdate(wanted, link) : planReactivate(wanted, link);
}

interface Wanted {
  readonly view: UserView;
  readonly rules: UserRules;
  readonly name: string;
  readonly resource: JsonObject;
  readonly waiting: readonly WaitingAttribute[];
}

function keepAsIs(view: UserView, rules: UserRules, reason: string): UserPlan {
  return {
    operations: [],
    attention: { ...note(view, rules, "rejected", reason), code: "mapping_failed" },
    inScope: true,
  };
}

/** An attention keeps the time when it began. */
function note(view: UserView, rules: UserRules, reason: AttentionReason, detail: string): Attention {
  const since = view.attention?.reason === reason ? view.attention.since : rules.now;
  return { reason, detail, since, due: rules.now, attempts: view.attention?.attempts ?? 0 };
}

function about(wanted: Wanted) {
  return { entry: wanted.view.entry, key: wanted.view.key, name: wanted.name, resource: "User" } as const;
}

function planCreate(wanted: Wanted): UserPlan {
  const { view, rules, resource } = wanted;
  if (!rules.policy.actions.includes("create")) {
    const attention = note(view, rules, "pending", "has no account, and actions does not allow making one");
    return { operations: [], attention, inScope: true, skipped: "actions has no create" };
  }
  const withheld = Object.keys(resource).filter((name) => neverReturned.includes(name.toLowerCase()));
  const attributes = withoutPaths(resource, withheld);
  return withReferences(wanted, [
    { ...about(wanted), kind: "create", phase: phases.createUsers, attributes, withheld },
  ]);
}

/** What an account needs so that it is as wanted, waiting attributes and those sent on create only apart. */
function changesSince({ rules, resource, waiting }: Wanted, { asserted }: Link): readonly AttributeChange[] {
  const untouched = [...waiting.map(({ path }) => path), ...rules.createOnly];
  const before = withoutPaths(stillManaged(asserted, rules.managed), untouched);
  return diffResources(before, withoutPaths(resource, rules.createOnly), rules.multiValued);
}

function planUpdate(wanted: Wanted, link: Link): UserPlan {
  const { rules, waiting } = wanted;
  const changes = changesSince(wanted, link);
  if (changes.length + waiting.length === 0) return { operations: [], inScope: true };
  if (!rules.policy.actions.includes("update")) {
    return { operations: [], inScope: true, skipped: "actions has no update" };
  }
  const targetId = link.scimId;
  const update = { ...about(wanted), kind: "update", phase: phases.updateUsers, targetId, changes } as const;
  return withReferences(wanted, changes.length === 0 ? [] : [update]);
}

function planReactivate(wanted: Wanted, link: Link): UserPlan {
  const attributes = withoutPaths(wanted.resource, [...wanted.rules.createOnly, ...neverReturned]);
  const gone = changesSince(wanted, link).filter(({ after }) => after === undefined);
  const removed = gone.map(({ path }) => path);
  const phase = phases.reactivateUsers;
  return withReferences(wanted, [
    { ...about(wanted), kind: "reactivate", phase, targetId: link.scimId, attributes, removed },
  ]);
}

/** Attributes that name another account follow once that account is there, in this run or a later one. */
function withReferences(wanted: Wanted, operations: readonly Operation[]): UserPlan {
  const { view, rules, waiting } = wanted;
  if (waiting.length === 0) return { operations, inScope: true };
  const keys = waiting.flatMap((attribute) => attribute.keys.map(shownName)).join(", ");
  const names = waiting.map(({ path }) => path).join(", ");
  const attention = note(view, rules, "waiting", `${names} waits for the account of ${keys}`);
  const changes = waiting.map(({ path, value }) => ({ path, after: value }));
  const targetId = view.link?.scimId ?? null;
  const references = {
    ...about(wanted),
    kind: "update",
    phase: phases.references,
    targetId,
    changes,
  } as const;
  return { operations: [...operations, references], attention, inScope: true };
}
