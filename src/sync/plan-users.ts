import type { Desired } from "../mapping/desired.ts";
import { keysIn } from "../mapping/reference.ts";
import { planUser } from "../plan/plan-user.ts";
import type { UserPlan, UserRules } from "../plan/user-plan.ts";
import type { EntryView, MovingUser } from "../store/target-store.ts";
import { eachSelectedPage, type Planning, writePlan } from "./planning.ts";

/** Plans all selected users of a target into the journal, and notes whose account comes or goes. */
export async function planUsers(planning: Planning): Promise<void> {
  const { store, target } = planning;
  const rules = rulesOf(planning);
  await eachSelectedPage(planning, "user", (page) => {
    const groups = target.users.usesGroups
      ? store.targets.groupsOf(page.map(({ entry }) => entry))
      : undefined;
    const moving = page.flatMap((view) => {
      const desired = desiredOf(planning, view, groups?.get(view.entry));
      const plan = planUser({ ...view, desired }, rules);
      store.targets.setReferences(
        target.config.id,
        view.entry,
        desired.kind === "desired" ? keysIn(desired.resource) : [],
      );
      writePlan(planning, view, plan);
      if (view.link?.leavingSince !== plan.leavingSince && view.link !== undefined) {
        store.targets.setLeaving(target.config.id, view.entry, plan.leavingSince);
      }
      return movement(planning, view, plan);
    });
    store.targets.noteMoving(moving);
  });
  store.journal.dropUnreachableReferences(planning.run, target.config.id);
}

function rulesOf({ store, target, now }: Planning): UserRules {
  const { id, users, profile } = target.config;
  return {
    policy: users.policy,
    createOnly: users.template.createOnly,
    managed: target.managedUser,
    multiValued: profile.users.multiValued,
    isProtected: target.isProtected,
    resolve: (key) => store.targets.accountOf(id, key),
    now,
  };
}

/** The mapping's word on a user; whoever the source does not have is absent. */
function desiredOf(
  { target }: Planning,
  view: EntryView,
  groups: readonly string[] | undefined,
): Desired | { readonly kind: "absent" } {
  if (view.attributes === undefined) return { kind: "absent" };
  return target.users.map({ user: view.attributes, groups: groups ?? [], target: target.config.id });
}

/** Memberships follow accounts, so member planning must know whose account moves in this run. */
function movement(
  { mode }: Planning,
  { entry, attention }: EntryView,
  plan: UserPlan,
): readonly MovingUser[] {
  const kinds = new Set(plan.operations.map(({ kind }) => kind));
  if (kinds.has("create") || kinds.has("reactivate")) return [{ entry, move: "arriving" }];
  if (kinds.has("delete")) return [{ entry, move: "deleting" }];
  if (kinds.has("deactivate") || kinds.has("unlink")) return [{ entry, move: "departing" }];
  const frozen = new Set(["rejected", "held", "leaving"]);
  if (plan.attention !== undefined && frozen.has(plan.attention.reason)) return [{ entry, move: "frozen" }];
  const wasFrozen = attention !== undefined && frozen.has(attention.reason);
  return wasFrozen || mode === "only" ? [{ entry, move: "thawed" }] : [];
}
