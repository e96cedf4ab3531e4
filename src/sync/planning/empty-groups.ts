import { textAt } from "../../scim/attribute-value.ts";
import { type Operation, phases } from "../../plan/operation.ts";
import type { GroupPlan } from "../../plan/plan-group.ts";
import type { EntryView } from "../../store/target-store.ts";
import type { Planning } from "./planning.ts";

/**
 * The plan for a group in which nobody is left, or is yet, as policy wants it: it is not made, or it goes. Whoever is in it
 * is taken out before, so that the guards of members have their say. Runs after users are planned.
 */
export function planEmpty(planning: Planning, view: EntryView, plan: GroupPlan): GroupPlan {
  const { empty } = planning.target.config.groups.policy;
  if (empty === undefined || empty === "push" || !plan.pushMembers || !isEmpty(planning, view)) return plan;
  const { link } = view;
  if (plan.operations.some(({ kind }) => kind === "create"))
    return { operations: [], pushMembers: false, skipped: "empty" };
  // What we did not make we do not delete.
  if (empty !== "delete" || link?.origin !== "created") return plan;
  const name = textAt(link.asserted, "displayName") ?? view.name ?? view.key;
  const about = {
    entry: view.entry,
    key: view.key,
    name,
    resource: "Group",
    phase: phases.removeGroups,
  } as const;
  const deletion: Operation = {
    ...about,
    kind: "delete",
    targetId: link.scimId,
    cause: "has no members left",
  };
  return { operations: [deletion], pushMembers: true };
}

/** Whether nobody will be in it after this run. Of whom it is not known whether they are in it, they may be. */
function isEmpty({ store, target, unsureMembers }: Planning, { entry }: EntryView): boolean {
  if (unsureMembers.has(entry)) return false;
  const { add, remove, asserted } = store.targets.memberDiff(target.config.id, entry, false);
  return asserted - remove.length + add.length === 0;
}
