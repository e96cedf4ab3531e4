import type { TargetConfig } from "../../config/config.ts";
import { isoTime } from "../../clock.ts";
import type { Attention } from "../../plan/attention.ts";
import {
  type Departure,
  type DepartureCause,
  type Fate,
  fateOf,
  type Standing,
} from "../../plan/departure.ts";
import type { LinkState } from "../../plan/link.ts";
import type { LeavingAccount } from "../../store/roster-store.ts";
import type { Store } from "../../store/store.ts";

/** Why the owner of an account leaves or left, and what becomes of it when. Times are ISO 8601. */
export interface LeavingDates {
  /** Null where an older version wrote it down. */
  readonly departure: DepartureCause | null;
  /** For people: the clause that decided, or the reason that the mapping gives. */
  readonly cause: string;
  readonly since: string;
  /** When it is switched off; null when it is off, or never is. */
  readonly deactivatesAt: string | null;
  /** When it is deleted; null when it never is. */
  readonly deletesAt: string | null;
}

/** An account whose owner leaves, or left and is to be deleted. */
export interface Leaver extends LeavingDates {
  readonly key: string;
  /** userName as last sent. */
  readonly name: string;
  readonly targetId: string;
  readonly state: LinkState;
  /** Why that did not happen yet although it is time, or may not. */
  readonly waits: { readonly reason: Attention["reason"]; readonly detail: string } | null;
}

export interface TargetLeavers {
  readonly target: string;
  readonly total: number;
  readonly causes: ReturnType<Store["roster"]["countLeaving"]>;
  /** Those who go next first; read as they are asked for, while the store is open. */
  list(limit: number): Iterable<Leaver>;
}

/** Who leaves a target, by the state file and the policy of the config as it is now. */
export function leaversAt(
  store: Store,
  { id, users }: TargetConfig,
  cause: DepartureCause | undefined,
): TargetLeavers {
  const causes = store.roster.countLeaving(id, cause);
  return {
    target: id,
    causes,
    total: Object.values(causes).reduce((sum, n) => sum + n, 0),
    *list(limit) {
      for (const account of store.roster.leaving(id, cause, limit)) yield leaverOf(account, users.policy);
    },
  };
}

const unknown: Pick<Departure, "cause" | "reason"> = { cause: "absent", reason: "left" };

function leaverOf(
  { key, name, link, attention }: LeavingAccount,
  policy: TargetConfig["users"]["policy"],
): Leaver {
  const { departure, leavingSince, since, state, scimId: targetId } = link;
  const isWaiting =
    attention !== undefined && attention.reason !== "leaving" && attention.reason !== "expiring";
  return {
    key,
    name,
    targetId,
    state,
    ...leavingDates(link, departure ?? { ...unknown, since: leavingSince ?? since }, policy),
    ...(departure === undefined && { departure: null }),
    waits: isWaiting ? { reason: attention.reason, detail: attention.detail } : null,
  };
}

/** What the policy makes of an account that is left. */
export function leavingDates(
  link: Standing,
  departure: Departure,
  policy: TargetConfig["users"]["policy"],
): LeavingDates {
  const { cause, reason, since } = departure;
  const dates = datesOf(fateOf(link, departure, policy));
  return { departure: cause, cause: reason, since: isoTime(link.leavingSince ?? since), ...dates };
}

function datesOf(fate: Fate): Pick<LeavingDates, "deactivatesAt" | "deletesAt"> {
  const deleted = fate.kind === "delete" ? fate.due : fate.kind === "deactivate" ? fate.deleted : undefined;
  return {
    deactivatesAt: fate.kind === "deactivate" ? isoTime(fate.due) : null,
    deletesAt: deleted === undefined ? null : isoTime(deleted),
  };
}
