import type { Selection } from "../store/target-store.ts";
import { guardMapping } from "./guard-mapping.ts";
import { guardRemovals } from "./guard-removals.ts";
import { planGroups } from "./plan-groups.ts";
import { planUsers } from "./plan-users.ts";
import type { Planning } from "./planning.ts";

/**
 * Writes what one target needs into the journal: users, then the guard over them, then groups and members, whose
 * members depend on which accounts stay. Runs inside a transaction of its owner.
 */
export async function planTarget(planning: Planning, which = whichOf(planning)): Promise<void> {
  const { store, target, mode, now } = planning;
  const { id, baseUrl } = target.config;
  const before = store.targets.target(id);
  const reading = store.directory.lastReading();
  const revision = reading?.revision ?? 0;
  const selection = { target: id, which, revision: before?.revision ?? 0, now };
  store.targets.clearMoving();
  store.targets.select("user", selection);
  await planUsers(planning);
  guardMapping(planning, before);
  guardRemovals(planning, "User");
  store.targets.select("group", selection);
  store.targets.selectGroupsOfMovingUsers(id);
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
  return mode === "sync" && unchanged && !store.journal.hasOpen(id) && !store.targets.hasDue(id, now);
}

/**
 * Plans what follows from a push: an account that turned out to be gone was made again under another id, so its
 * groups and whoever names it have to learn it. Runs inside a transaction of its owner.
 */
export function planAftermath(planning: Planning): Promise<void> {
  return planTarget(planning, "affected");
}

function whichOf({ store, target, mode, keys }: Planning): Selection["which"] {
  if (mode === "only") return { keys };
  const state = store.targets.target(target.config.id);
  return mode === "reapply" || state?.mapping !== target.fingerprint ? "all" : "changed";
}
