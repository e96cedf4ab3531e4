import type { Selection, TargetState } from "../../store/target-store.ts";
import { releaseApproved } from "../guards/approved.ts";
import { guardCreates } from "../guards/guard-creates.ts";
import { guardMapping } from "../guards/guard-mapping.ts";
import { guardMembers } from "../guards/guard-members.ts";
import { guardRebuiltGroups } from "../guards/guard-rebuilt-groups.ts";
import { guardRemovals } from "../guards/guard-removals.ts";
import { learnObserved } from "../observe/learn-observed.ts";
import { guardScope } from "../guards/guard-scope.ts";
import { guardUpdates } from "../guards/guard-updates.ts";
import { planGroups } from "./plan-groups.ts";
import { planUsers } from "./plan-users.ts";
import { isPartial, type Planning } from "./planning.ts";
import { profileNotices } from "./profile-notices.ts";
import { resolveMissing } from "../observe/missing.ts";
import { createSchemaJudge } from "./schema-judge.ts";
import { haveSchemasMoved, keepVerdict } from "./seen-schemas.ts";

/**
 * Writes what one target needs into the journal: users, then the guard over them, then groups and members, whose
 * members depend on which accounts stay. Runs inside a transaction of its owner.
 */
export async function planTarget(planning: Planning, which = whichOf(planning)): Promise<void> {
  const { store, target } = planning;
  const { id, baseUrl } = target.config;
  const before = store.targets.target(id);
  const revision = store.directory.lastReading()?.revision ?? 0;
  const selection = selectionOf(planning, which);
  const whole = which === "all";
  if (which !== "affected") planning.notices.push(...profileNotices(planning, before));
  if (planning.observed !== undefined) learnObserved(planning, planning.observed);
  resolveMissing(planning);
  restartSchedules(planning, before);
  store.targets.clearMoving();
  store.targets.select("user", selection);
  const suspect = [...(await planUsers(planning, createSchemaJudge(planning, "user", whole)))];
  guardUsers(planning, before);
  store.targets.select("group", selection);
  if (!whole) store.targets.selectGroupsOfMovingUsers(id);
  suspect.push(...(await planGroups(planning, createSchemaJudge(planning, "group", whole))));
  guardMembers(planning, releaseApproved(planning, "Group"));
  guardRemovals(planning, "groups");
  if (planning.isUnconfirmed) guardRebuiltGroups(planning);
  const isPart = isPartial(planning);
  if (!isPart) keepVerdict(planning, whole, suspect);
  const seen = isPart ? (before?.revision ?? 0) : revision;
  const mapping = isPart ? (before?.mapping ?? "") : target.fingerprint;
  store.targets.putTarget({ id, baseUrl, mapping, revision: seen });
}

/** What changed, or is mapped in another way, may well succeed now. */
function restartSchedules(planning: Planning, before: TargetState | undefined): void {
  const { store, target } = planning;
  if (isPartial(planning) || before === undefined) return;
  const isMappedAnew = before.mapping !== target.fingerprint;
  store.targets.restartSchedules(target.config.id, isMappedAnew ? undefined : before.revision);
}

/** Deletions come before removals of any kind, of which they are a part. */
function guardUsers(planning: Planning, before: TargetState | undefined): void {
  releaseApproved(planning, "User");
  guardMapping(planning, before);
  guardUpdates(planning, before);
  guardRemovals(planning, "deletions");
  guardRemovals(planning, "users");
  guardCreates(planning);
  guardScope(planning);
  planning.draft.dropUnreachableReferences();
}

/** True when no record of the target needs thought: nothing changed, nothing is due. */
export function isSettled({ store, target, mode, now }: Planning): boolean {
  const { id } = target.config;
  const state = store.targets.target(id);
  const revision = store.directory.lastReading()?.revision;
  const unchanged =
    state !== undefined && state.mapping === target.fingerprint && state.revision === revision;
  const quiet = !store.journal.hasOpen(id) && !store.targets.hasDue(id, now);
  return mode === "sync" && unchanged && quiet && !haveSchemasMoved({ store, target });
}

/**
 * Plans what follows from a push: an account that turned out to be gone was made again under another id, so its
 * groups and whoever names it have to learn it. Runs inside a transaction of its owner.
 */
export function planAftermath(planning: Planning): Promise<void> {
  return planTarget(planning, "affected");
}

/** Selects the users that planning would think about. */
export function selectUsers(planning: Planning): void {
  planning.store.targets.select("user", selectionOf(planning, whichOf(planning)));
}

function selectionOf({ store, target, now }: Planning, which: Selection["which"]): Selection {
  const { id } = target.config;
  return { target: id, which, revision: store.targets.target(id)?.revision ?? 0, now };
}

/** True when planning would think about all records. */
export function isWhole(planning: Planning): boolean {
  return whichOf(planning) === "all";
}

function whichOf({ store, target, mode, keys, isGroupPush }: Planning): Selection["which"] {
  if (mode === "only") return isGroupPush === true ? { keys, kind: "group" } : { keys };
  const state = store.targets.target(target.config.id);
  const moved = state?.mapping !== target.fingerprint || haveSchemasMoved({ store, target });
  if (mode === "provision") return { unlinked: keys.length > 0 ? keys : moved ? "all" : "changed" };
  return mode === "reapply" || moved ? "all" : "changed";
}
