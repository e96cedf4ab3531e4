import type { OutOfScopeCause } from "../mapping/desired.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { Attention } from "./attention.ts";
import type { Link } from "./link.ts";
import { phases } from "./operation.ts";
import type { UserPolicy } from "./policy.ts";
import { protectedPlan, type UserPlan, type UserRules, type UserView } from "./user-plan.ts";

type Departure =
  | { readonly kind: "absent" }
  | { readonly kind: "outOfScope"; readonly cause: OutOfScopeCause; readonly clause: string };

const nothing: UserPlan = { operations: [], inScope: false };

/** Decides what becomes of the account of somebody who shall have none. */
export function planDeparture(view: UserView, departure: Departure, rules: UserRules): UserPlan {
  const { link } = view;
  if (link === undefined) return view.mayHaveAccount === true ? closeDoubt(view, departure, rules) : nothing;
  const plan = planLinked(view, link, departure, rules);
  const isProtected = rules.isProtected(view.key, textAt(link.asserted, "userName"), link.scimId);
  return isProtected ? protectedPlan(view, plan, rules.now) : plan;
}

function planLinked(view: UserView, link: Link, departure: Departure, rules: UserRules): UserPlan {
  if (link.state === "active") return leave(view, link, departure, rules);
  if (link.state !== "deactivated") return nothing;
  // Somebody switched off in the source kept the account; gone from it, they keep it no more.
  if (rules.policy.deprovision === "delete" && !isDisabled(departure) && mayGo(link, rules).delete) {
    return { ...nothing, operations: [removal(view, link, "delete", causeOf(departure))] };
  }
  return expire(view, link, rules);
}

/** A create whose answer was lost may have made an account: whoever shall have none must not have that one. */
function closeDoubt(view: UserView, departure: Departure, rules: UserRules): UserPlan {
  const { policy, isProtected } = rules;
  if (policy.deprovision === "leave" || !allowed("deactivate", policy.actions)) return nothing;
  const { entry, key } = view;
  const cause = `${causeOf(departure)}; it is not known whether an account was made`;
  const about = {
    entry,
    key,
    name: key,
    resource: "User",
    phase: phases.removeUsers,
    targetId: null,
  } as const;
  const plan: UserPlan = { ...nothing, operations: [{ ...about, kind: "deactivate", cause }] };
  return isProtected(key) ? protectedPlan(view, plan, rules.now) : plan;
}

function causeOf(departure: Departure): string {
  return departure.kind === "absent" ? "gone from the source" : departure.clause;
}

function isDisabled(departure: Departure): boolean {
  return departure.kind === "outOfScope" && departure.cause === "disabled";
}

function leave(view: UserView, link: Link, departure: Departure, rules: UserRules): UserPlan {
  const { policy, now } = rules;
  const cause = causeOf(departure);
  if (policy.deprovision === "leave") return { ...nothing, operations: [unlink(view, link, cause)] };
  // Whoever is only switched off in the source keeps the account, switched off.
  const asked = policy.deprovision === "delete" && !isDisabled(departure) ? "delete" : "deactivate";
  const kind = asked === "delete" && !mayGo(link, rules).delete ? "deactivate" : asked;
  if (!mayGo(link, rules)[kind])
    return { ...nothing, operations: [unlink(view, link, `${cause}; was there before (users.adopted)`)] };
  const since = link.leavingSince ?? now;
  const leaving = { ...nothing, leavingSince: since };
  const due = since + policy.deactivateAfter;
  if (now < due) return { ...leaving, attention: wait("leaving", `${cause}; in its grace`, since, due) };
  if (!allowed(kind, policy.actions)) {
    const why = `actions has no ${kind}`;
    return { ...leaving, skipped: why, attention: wait("leaving", `${cause}; ${why}`, since, now) };
  }
  const why = kind === asked ? cause : `${cause}; not deleted, for it was there before (users.adopted)`;
  return { ...leaving, operations: [removal(view, link, kind, why)] };
}

/** A deactivated account goes for good when its time is over; `deleteAfter` says itself that deleting is allowed. */
function expire(view: UserView, link: Link, rules: UserRules): UserPlan {
  const { policy, now } = rules;
  if (policy.deleteAfter === undefined || !mayGo(link, rules).delete) return nothing;
  const attention = expiry(link.since, policy.deleteAfter);
  if (now < attention.due) return { ...nothing, attention };
  return { ...nothing, operations: [removal(view, link, "delete", "deactivated long enough")] };
}

/** Why an account that was deactivated then is thought about again. Both in milliseconds. */
export function expiry(since: number, deleteAfter: number): Attention {
  return wait("expiring", "deactivated; to be deleted", since, since + deleteAfter);
}

const ours = { deactivate: true, delete: true } as const;

/** What was there before us goes only as far as the config says. */
function mayGo({ origin }: Link, { policy }: UserRules): UserPolicy["adopted"] {
  return origin === "adopted" ? policy.adopted : ours;
}

function wait(reason: "leaving" | "expiring", detail: string, since: number, due: number): Attention {
  return { reason, detail, since, due, attempts: 0 };
}

/** `deprovision: delete` says itself that deleting is allowed. */
function allowed(kind: "deactivate" | "delete", actions: readonly string[]): boolean {
  return kind === "delete" || actions.includes(kind);
}

function about(view: UserView, link: Link) {
  const name = textAt(link.asserted, "userName") ?? view.key;
  return {
    entry: view.entry,
    key: view.key,
    name,
    resource: "User",
    phase: phases.removeUsers,
    targetId: link.scimId,
  } as const;
}

function removal(view: UserView, link: Link, kind: "deactivate" | "delete", cause: string) {
  return { ...about(view, link), kind, cause };
}

function unlink(view: UserView, link: Link, cause: string) {
  return { ...about(view, link), kind: "unlink", cause } as const;
}
