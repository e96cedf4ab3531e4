import type { Store } from "../store/store.ts";
import type { Selection } from "../store/target-store.ts";
import { guardRemovals } from "./guard-removals.ts";
import { planGroups } from "./plan-groups.ts";
import { planUsers } from "./plan-users.ts";
import type { Planning } from "./planning.ts";

/**
 * Writes what one target needs into the journal: users, then the guard over them, then groups and members, whose
 * members depend on which accounts stay. Runs inside a transaction of its owner.
 */
export async function planTarget(planning: Planning): Promise<void> {
  const { store, target, mode, now } = planning;
  const { id, baseUrl } = target.config;
  const before = store.targets.target(id);
  const reading = store.directory.lastReading();
  const revision = reading?.revision ?? 0;
  const selection = { target: id, which: whichOf(planning), revision: before?.revision ?? 0, now };
  store.targets.clearMoving();
  store.targets.select("user", selection);
  await planUsers(planning);
  guardRemovals(planning, "User");
  store.targets.select("group", selection);
  if (mode !== "only") store.targets.selectGroupsOfMovingUsers(id);
  await planGroups(planning);
  guardRemovals(planning, "Group");
  const seen = mode === "only" ? (before?.revision ?? 0) : revision;
  const mapping = mode === "only" ? (before?.mapping ?? "") : target.fingerprint;
  store.targets.putTarget({ id, baseUrl, mapping, revision: seen });
}

/** True when no record of the target needs thought: nothing changed, nothing is due. */
export function isSettled({ store, target, mode, now }: Planning): boolean {
  const { id } = target.config;
  const state = store.targets.target(id);
  const revision = store.directory.lastReading()?.revision;
  const unchanged =
    state !== undefined && state.mapping === target.fingerprint && state.revision === revision;
  return (
    mode === "sync" && unchanged && store.journal.open(id).length === 0 && !store.targets.hasDue(id, now)
  );
}

function whichOf({ store, target, mode, keys }: Planning): Selection["which"] {
  if (mode === "only") return { keys };
  const state = store.targets.target(target.config.id);
  return mode === "reapply" || state?.mapping !== target.fingerprint ? "all" : "changed";
}

/**
 * What a run did not finish is thought about again. Where a request may have gone out, the record is marked so, and
 * what the target holds is looked up before anything is repeated.
 */
export function returnOpenOperations(store: Store, target: string, now: number): void {
  for (const { seq, entry, state, kind } of store.journal.open(target)) {
    const reason = state === "sent" ? "indeterminate" : "unfinished";
    const before = store.targets.attention(target, entry);
    store.journal.closeOpen(seq, now);
    if (before?.reason === "indeterminate") continue;
    const detail = `a run ended ${state === "sent" ? "while this was under way" : "before this was begun"}: ${kind}`;
    store.targets.setAttention(target, entry, {
      reason,
      detail,
      since: now,
      due: now,
      attempts: before?.attempts ?? 0,
    });
  }
}
