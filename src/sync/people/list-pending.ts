import { isoTime } from "../../clock.ts";
import { type Attention, never } from "../../plan/attention.ts";
import type { PendingUser } from "../../store/roster-store.ts";
import type { Store } from "../../store/store.ts";

/** A user in scope who has no account. Times are ISO 8601. */
export interface Pending {
  readonly key: string;
  readonly name: string;
  readonly reason: Attention["reason"];
  /** A failure code, where something failed. */
  readonly code: string | null;
  readonly detail: string;
  readonly since: string;
  readonly attempts: number;
  /** When a run thinks of them next; null when none does. `scimsync provision` does at once. */
  readonly nextTryAt: string | null;
}

export interface TargetPending {
  readonly target: string;
  readonly total: number;
  readonly reasons: ReturnType<Store["roster"]["countPending"]>;
  /** By key; read as they are asked for, while the store is open. */
  list(limit: number): Iterable<Pending>;
}

/** Who waits for an account at a target, by the state file alone. */
export function pendingAt(store: Store, target: string): TargetPending {
  const reasons = store.roster.countPending(target);
  return {
    target,
    reasons,
    total: Object.values(reasons).reduce((sum, n) => sum + n, 0),
    *list(limit) {
      for (const one of store.roster.pending(target, limit)) yield pendingOf(one);
    },
  };
}

function pendingOf({ key, name, attention }: PendingUser): Pending {
  const { reason, code, detail, since, lastTry, attempts, due } = attention;
  return {
    key,
    name,
    reason,
    code: code ?? null,
    detail,
    since: isoTime(lastTry?.since ?? since),
    attempts,
    nextTryAt: due >= never ? null : isoTime(due),
  };
}
