import type { JsonObject } from "../canonical.ts";
import type { Rejected } from "../mapping/desired.ts";
import { shownName } from "../source/alias.ts";
import { resolveReferences } from "../mapping/reference.ts";
import { textAt } from "../scim/attribute-value.ts";
import { withoutAll } from "./at-path.ts";
import type { Attention, AttentionReason } from "./attention.ts";
import { relationOf } from "./attribute-path-set.ts";
import { isFixed, untoldFixed } from "./fixed.ts";
import { leftMissing } from "./left-missing.ts";
import type { Link } from "./link.ts";
import { type Operation, phases } from "./operation.ts";
import { stepsOf } from "./path-steps.ts";
import { planDeparture } from "./plan-departure.ts";
import { sealSecrets } from "./secret-values.ts";
import { blankings, changesSince, ifEmpty, type WantedUser } from "./user-changes.ts";
import { protectedPlan, type UserPlan, type UserRules, type UserView } from "./user-plan.ts";

/** Decides what one user needs. Pure: the same view gives the same plan. */
export function planUser(view: UserView, rules: UserRules): UserPlan {
  const { desired, link } = view;
  if (link?.state === "detached") return keepDetached(desired);
  const attention = leftMissing(view, rules.policy.missing);
  if (attention !== undefined) return { operations: [], attention, inScope: true };
  if (desired.kind === "rejected") return keepAsIs(view, rules, desired);
  if (desired.kind !== "desired") return planDeparture(view, desired, rules);
  const plan = planWanted(view, desired, rules);
  return isProtected(view, desired, rules) ? protectedPlan(view, plan, rules.now) : plan;
}

/** Whoever somebody let go of stays as they are, whatever the source says. */
function keepDetached({ kind }: UserView["desired"]): UserPlan {
  return kind === "desired"
    ? { operations: [], inScope: true, skipped: "detached" }
    : { operations: [], inScope: false };
}

/** By the name it shall have, or by the one it has. */
function isProtected(
  { key, link }: UserView,
  { resource }: { readonly resource: JsonObject },
  rules: UserRules,
): boolean {
  const userName = textAt(resource, "userName");
  const before = textAt(link?.asserted ?? {}, "userName");
  if (rules.isProtected(key, userName, link?.scimId)) return true;
  return before !== undefined && before !== userName && rules.isProtected(before);
}

function planWanted(
  view: UserView,
  desired: Extract<UserView["desired"], { kind: "desired" }>,
  rules: UserRules,
): UserPlan {
  const { link } = view;
  const userName = textAt(desired.resource, "userName");
  const sealed = sealSecrets(desired.resource, rules.policies.secret, rules.seal(view.entry));
  const { resource, waiting } = resolveReferences(sealed, rules.resolve);
  const wanted: Wanted = { view, rules, name: userName ?? view.key, resource, waiting };
  return link === undefined ? planCreate(wanted) : planLinked(withoutSettled(wanted), link);
}

/** What is sent on create only is not waited for once the account is there. */
function withoutSettled(wanted: Wanted): Wanted {
  const { createOnly } = wanted.rules.policies;
  const isOpen = (path: string) => createOnly.every((one) => relationOf(one, stepsOf(path)) !== "covers");
  if (wanted.waiting.length === 0) return wanted;
  return { ...wanted, waiting: wanted.waiting.filter(({ path }) => isOpen(path)) };
}

function planLinked(wanted: Wanted, link: Link): UserPlan {
  return link.state === "active" ? planUpdate(wanted, link) : planReactivate(wanted, link);
}

interface Wanted extends WantedUser {
  readonly view: UserView;
  readonly rules: UserRules;
  readonly name: string;
}

function keepAsIs(view: UserView, rules: UserRules, { reason, code = "mapping_failed" }: Rejected): UserPlan {
  const { link } = view;
  return {
    operations: [],
    attention: { ...note(view, rules, "rejected", reason), code },
    inScope: true,
    // Why an account was switched off stays known.
    ...(link?.state !== "active" && link?.departure !== undefined && { departure: link.departure }),
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
  // Field by field: spread from parts, a million of these cost as much as mapping them.
  const create: Operation = {
    entry: view.entry,
    key: view.key,
    name: wanted.name,
    resource: "User",
    kind: "create",
    phase: phases.createUsers,
    attributes: resource,
  };
  return withReferences(wanted, [create]);
}

function planUpdate(wanted: Wanted, link: Link): UserPlan {
  const { rules, waiting } = wanted;
  const asked = [...changesSince(wanted, link, rules), ...blankings(wanted, link, rules)];
  const { immutable } = rules.policies;
  const changes = immutable.length === 0 ? asked : asked.filter((one) => !isFixed(one, immutable));
  const untold = untoldFixed(asked, immutable, link.remarks);
  const fixed = untold.length === 0 ? {} : { fixed: untold };
  if (changes.length + waiting.length === 0) return { operations: [], inScope: true, ...fixed };
  if (!rules.policy.actions.includes("update")) {
    return { operations: [], inScope: true, skipped: "actions has no update" };
  }
  const targetId = link.scimId;
  const what = { kind: "update", phase: phases.updateUsers, targetId, changes } as const;
  const update = { ...about(wanted), ...what, ...(rules.force === true && { forced: true as const }) };
  return { ...withReferences(wanted, changes.length === 0 ? [] : [update]), ...fixed };
}

function planReactivate(wanted: Wanted, link: Link): UserPlan {
  const attributes = withoutAll(wanted.resource, wanted.rules.policies.createOnly);
  const { immutable } = wanted.rules.policies;
  const asked = changesSince(wanted, link, wanted.rules);
  const gone = asked.filter((change) => change.after === undefined && !isFixed(change, immutable));
  const removed = gone.map(({ path }) => path);
  const untold = untoldFixed(asked, immutable, link.remarks);
  const { comingBack: way } = wanted.rules.policy;
  const back = { phase: phases.reactivateUsers, targetId: link.scimId, attributes, removed };
  const plan = withReferences(wanted, [
    { ...about(wanted), kind: "reactivate", ...back, ...(way !== undefined && { way }) },
  ]);
  return untold.length === 0 || way === "create" ? plan : { ...plan, fixed: untold };
}

/** Attributes that name another account follow once that account is there, in this run or a later one. */
function withReferences(wanted: Wanted, operations: readonly Operation[]): UserPlan {
  const { view, rules, waiting } = wanted;
  if (waiting.length === 0) return { operations, inScope: true };
  const keys = waiting.flatMap((attribute) => attribute.keys.map(shownName)).join(", ");
  const names = waiting.map(({ path }) => path).join(", ");
  const waits = note(view, rules, "waiting", `${names} waits for the account of ${keys}`);
  // Whoever failed before has not succeeded yet.
  const { lastTry } = view.attention ?? {};
  const attention = lastTry === undefined ? waits : { ...waits, lastTry };
  const changes = waiting.map(({ path, value }) =>
    ifEmpty({ path, after: value }, rules.policies.fillIfEmpty),
  );
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
