import type { OutOfScopeCause } from "../mapping/desired.ts";
import type { Link } from "./link.ts";
import type { Deprovision, PerCause, UserPolicy } from "./policy.ts";

/** Why somebody who has an account shall have none. */
export type DepartureCause = "absent" | OutOfScopeCause;

/** The first that holds counts. */
export const departureCauses = ["absent", "mapped", "unassigned", "disabled"] as const;

/** That the owner of an account leaves or left, and why. */
export interface Departure {
  readonly cause: DepartureCause;
  /** For people: the clause that said so, or the reason that the mapping gives. */
  readonly reason: string;
  /** Milliseconds since the epoch, when this cause was first seen. */
  readonly since: number;
}

/** What the policy says of one cause. Spans in milliseconds. */
export interface DeparturePolicy {
  readonly deprovision: Deprovision;
  /** Until the account goes, or is switched off. */
  readonly grace: number;
  /** From then on, until it is deleted; never when undefined. */
  readonly deleteAfter: number | undefined;
}

type Policy = Pick<UserPolicy, "deprovision" | "deactivateAfter" | "deleteAfter">;

/** What the policy says of one cause. A cause that is not named where others are gets what holds when nothing is said. */
export function departurePolicy(policy: Policy, cause: DepartureCause): DeparturePolicy {
  const { deprovision, deactivateAfter, deleteAfter } = policy;
  // Said of all causes at once, delete is not meant for whoever is only switched off in the source.
  const isSpared = deprovision === "delete" && cause === "disabled";
  return {
    deprovision: isSpared ? "deactivate" : (ofCause(deprovision, cause) ?? "deactivate"),
    grace: ofCause(deactivateAfter, cause) ?? 0,
    deleteAfter: deleteAfter === undefined ? undefined : ofCause(deleteAfter, cause),
  };
}

function ofCause<T extends string | number>(stated: PerCause<T>, cause: DepartureCause): T | undefined {
  return typeof stated === "object" ? stated[cause] : stated;
}

/** Whether something holds of any cause. */
export function isOfAnyCause(policy: Policy, holds: (one: DeparturePolicy) => boolean): boolean {
  return departureCauses.some((cause) => holds(departurePolicy(policy, cause)));
}

/** What becomes of an account whose owner leaves or left, and when; times in milliseconds since the epoch. */
export type Fate =
  | { readonly kind: "stays" }
  | { readonly kind: "unlink"; readonly due: number; readonly because?: "adopted" }
  | {
      readonly kind: "deactivate";
      readonly due: number;
      /** When it is deleted, should it be off from `due` on; never when undefined. */
      readonly deleted?: number;
      readonly because?: "adopted";
    }
  | { readonly kind: "delete"; readonly due: number; readonly because?: "expired" };

/** What of a link its fate hangs on. */
export type Standing = Pick<Link, "origin" | "state" | "since" | "leavingSince" | "departure">;

/**
 * What the policy makes of an account. Access ends counted from when its owner was first seen to leave, under whatever
 * cause; but what is said cause by cause deletes nobody before that cause itself has lasted its time, or whoever was
 * switched off long ago would be deleted on the first day of an absence.
 */
export function fateOf(link: Standing, departure: Departure, policy: UserPolicy): Fate {
  const said = departurePolicy(policy, departure.cause);
  const may = mayGo(link, policy);
  if (link.state === "deactivated")
    return may.delete ? fateOfOff(link, departure, policy) : { kind: "stays" };
  const isLetGo = link.state === "left" && link.leavingSince === undefined;
  if (isLetGo && (said.deprovision === "leave" || !hasAnotherCause(link, departure)))
    return { kind: "stays" };
  const began = link.leavingSince ?? departure.since;
  if (said.deprovision === "leave") return { kind: "unlink", due: began };
  const due = began + said.grace;
  if (said.deprovision === "delete" && may.delete) {
    return { kind: "delete", due: isByCause(policy) ? departure.since + said.grace : due };
  }
  const because = said.deprovision === "delete" || !may.deactivate ? ({ because: "adopted" } as const) : {};
  if (!may.deactivate) return { kind: "unlink", due: began, ...because };
  const isExpiring = said.deleteAfter !== undefined && may.delete;
  return { kind: "deactivate", due, ...(isExpiring && { deleted: due + said.deleteAfter }), ...because };
}

function fateOfOff(link: Standing, departure: Departure, policy: UserPolicy): Fate {
  const { deprovision, grace, deleteAfter } = departurePolicy(policy, departure.cause);
  if (deprovision === "delete")
    return { kind: "delete", due: isByCause(policy) ? departure.since + grace : link.since };
  if (deleteAfter === undefined) return { kind: "stays" };
  const from = isByCause(policy) ? Math.max(link.since, departure.since) : link.since;
  return { kind: "delete", due: from + deleteAfter, because: "expired" };
}

function hasAnotherCause({ departure: before }: Standing, { cause }: Departure): boolean {
  return before !== undefined && before.cause !== cause;
}

function isByCause({ deprovision, deactivateAfter, deleteAfter }: Policy): boolean {
  return [deprovision, deactivateAfter, deleteAfter].some((stated) => typeof stated === "object");
}

const ours = { deactivate: true, delete: true } as const;

/** What was there before us goes only as far as the config says. */
function mayGo({ origin }: Standing, policy: UserPolicy): UserPolicy["adopted"] {
  return origin === "adopted" ? policy.adopted : ours;
}
