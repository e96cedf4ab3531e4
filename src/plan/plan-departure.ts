import type { OutOfScopeCause } from "../mapping/desired.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { Attention } from "./attention.ts";
import { type Departure, departurePolicy, type Fate, fateOf } from "./departure.ts";
import type { Link } from "./link.ts";
import { type Operation, phases } from "./operation.ts";
import { protectedPlan, type UserPlan, type UserRules, type UserView } from "./user-plan.ts";

type Leaving =
  | { readonly kind: "absent" }
  | { readonly kind: "outOfScope"; readonly cause: OutOfScopeCause; readonly clause: string };

const nothing: UserPlan = { operations: [], inScope: false };

/** Decides what becomes of the account of somebody who shall have none. */
export function planDeparture(view: UserView, leaving: Leaving, rules: UserRules): UserPlan {
  const { link } = view;
  const departure = departureOf(leaving, link, rules.now);
  if (link === undefined) return view.mayHaveAccount === true ? closeDoubt(view, departure, rules) : nothing;
  const plan = { departure, ...planLinked(view, link, departure, rules) };
  const isProtected = rules.isProtected(view.key, textAt(link.asserted, "userName"), link.scimId);
  return isProtected ? protectedPlan(view, plan, rules.now) : plan;
}

/** A cause keeps the time when it was first seen. One that nobody wrote down then is taken to be as old as the leaving. */
function departureOf(leaving: Leaving, link: Link | undefined, now: number): Departure {
  const cause = leaving.kind === "absent" ? "absent" : leaving.cause;
  const reason = leaving.kind === "absent" ? "gone from the source" : leaving.clause;
  const before = link?.departure;
  const oldest = link?.leavingSince ?? (link?.state === "deactivated" ? link.since : now);
  const since = before === undefined ? oldest : before.cause === cause ? before.since : now;
  return { cause, reason, since: Math.min(since, now) };
}

/** A create whose answer was lost may have made an account: whoever shall have none must not have that one. */
function closeDoubt(view: UserView, { cause: departure, reason }: Departure, rules: UserRules): UserPlan {
  const { policy, isProtected } = rules;
  const isLeft = departurePolicy(policy, departure).deprovision === "leave";
  if (isLeft || !allowed("deactivate", policy.actions)) return nothing;
  const { entry, key } = view;
  const cause = `${reason}; it is not known whether an account was made`;
  const about = {
    entry,
    key,
    name: key,
    resource: "User",
    phase: phases.removeUsers,
    targetId: null,
  } as const;
  const plan: UserPlan = {
    ...nothing,
    operations: [{ ...about, kind: "deactivate", cause, departure, ...policy.switchingOff }],
  };
  return isProtected(key) ? protectedPlan(view, plan, rules.now) : plan;
}

function planLinked(view: UserView, link: Link, departure: Departure, rules: UserRules): UserPlan {
  const fate = fateOf(link, departure, rules.policy);
  if (fate.kind === "stays") return nothing;
  if (fate.kind === "unlink")
    return { ...nothing, operations: [removal(view, link, { fate, departure }, rules)] };
  return link.state === "deactivated"
    ? expire(view, link, { fate, departure }, rules)
    : leave(view, link, { fate, departure }, rules);
}

interface Leave {
  readonly fate: Exclude<Fate, { kind: "stays" | "unlink" }>;
  readonly departure: Departure;
}

function leave(view: UserView, link: Link, { fate, departure }: Leave, rules: UserRules): UserPlan {
  const { policy, now } = rules;
  const { reason } = departure;
  const since = link.leavingSince ?? now;
  const leaving = { ...nothing, leavingSince: since };
  if (now < fate.due)
    return { ...leaving, attention: wait("leaving", `${reason}; in its grace`, since, fate.due) };
  if (!allowed(fate.kind, policy.actions)) {
    const why = `actions has no ${fate.kind}`;
    return { ...leaving, skipped: why, attention: wait("leaving", `${reason}; ${why}`, since, now) };
  }
  return { ...leaving, operations: [removal(view, link, { fate, departure }, rules)] };
}

/** A deactivated account goes for good when its time is over. */
function expire(view: UserView, link: Link, { fate, departure }: Leave, rules: UserRules): UserPlan {
  if (rules.now >= fate.due)
    return { ...nothing, operations: [removal(view, link, { fate, departure }, rules)] };
  return { ...nothing, attention: expiry(link.since, fate.due) };
}

/** Why an account that was deactivated then is thought about again. Both in milliseconds since the epoch. */
export function expiry(since: number, due: number): Attention {
  return wait("expiring", "deactivated; to be deleted", since, due);
}

function wait(reason: "leaving" | "expiring", detail: string, since: number, due: number): Attention {
  return { reason, detail, since, due, attempts: 0 };
}

/** `deprovision: delete` and `deleteAfter` say themselves that deleting is allowed. */
function allowed(kind: "deactivate" | "delete", actions: readonly string[]): boolean {
  return kind === "delete" || actions.includes(kind);
}

interface Removing {
  readonly fate: Exclude<Fate, { kind: "stays" }>;
  readonly departure: Departure;
}

function removal(
  view: UserView,
  link: Link,
  { fate, departure: { cause: departure, reason } }: Removing,
  { policy }: UserRules,
): Operation {
  const about = {
    entry: view.entry,
    key: view.key,
    name: textAt(link.asserted, "userName") ?? view.key,
    resource: "User",
    phase: phases.removeUsers,
    targetId: link.scimId,
  } as const;
  const why = { cause: whyOf(fate, reason), departure };
  return fate.kind === "deactivate"
    ? { ...about, ...why, kind: "deactivate", ...policy.switchingOff }
    : { ...about, ...why, kind: fate.kind };
}

function whyOf(fate: Exclude<Fate, { kind: "stays" }>, reason: string): string {
  if (fate.because === undefined) return reason;
  if (fate.because === "expired") return `deactivated long enough; ${reason}`;
  return fate.kind === "unlink"
    ? `${reason}; was there before (users.adopted)`
    : `${reason}; not deleted, for it was there before (users.adopted)`;
}
