import type { Desired } from "../../mapping/desired.ts";
import { readPaths } from "../../plan/attribute-path-set.ts";
import { type Operation, phases } from "../../plan/operation.ts";
import { type GroupPlan, type GroupRules, type GroupView, planGroup } from "../../plan/plan-group.ts";
import { protectedAttention } from "../../plan/protected.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { EntryView, MemberDiff } from "../../store/target-store.ts";
import { borrowing } from "../../mapping/map-group.ts";
import { isLeftInDoubt } from "./left-in-doubt.ts";
import { type FixedAttributes, gatherFixed } from "./fixed-attributes.ts";
import { freeGroupNames, nameMoves, untangleSwaps } from "./name-swaps.ts";
import type { SchemaJudge } from "./schema-judge.ts";
import { planEmpty } from "./empty-groups.ts";
import { borrowed, spokenOf } from "../groups/spoken-groups.ts";
import { selectedPages, type Planning, writePlan } from "./planning.ts";

/**
 * Plans all selected groups of a target, and the members of those that are pushed. Gives the rules of the target's
 * schemas that are not to be believed.
 */
export async function planGroups(planning: Planning, judge: SchemaJudge): Promise<readonly string[]> {
  const rules = rulesOf(planning);
  const fixed = gatherFixed(planning, "groups");
  for await (const page of selectedPages(planning, "group")) {
    for (const view of page) planOne(planning, view, { rules, judge, fixed });
  }
  fixed.tell();
  untangleSwaps(planning, "Group");
  freeGroupNames(planning);
  return judge.decide();
}

function rulesOf({ target, force, now }: Planning): GroupRules {
  return {
    policy: target.config.groups.policy,
    managed: target.managedGroup,
    multiValued: target.config.profile.users.multiValued,
    immutable: readPaths(target.config.profile.groups.immutable, target.config.groups.template.attributes),
    isProtected: target.isProtected,
    force,
    now,
  };
}

interface Course {
  readonly rules: GroupRules;
  readonly judge: SchemaJudge;
  readonly fixed: FixedAttributes;
}

function planOne(planning: Planning, selected: EntryView, { rules, judge, fixed }: Course): void {
  const name = selected.name ?? selected.key;
  const { withheld, linkTo: stated } = spokenOf(planning, selected, name);
  if (withheld !== undefined) return withhold(planning, selected, withheld);
  if (isLeftInDoubt(planning, selected, "Group")) return;
  const linkTo = stated ?? counterpartOf(planning, selected, name);
  const view = linkTo === undefined ? selected : borrowed(planning, selected, linkTo);
  const desired = linkTo === undefined ? desiredGroup(planning, view, name) : borrowing(name);
  const group = { ...view, name, desired, ...(linkTo !== undefined && { linkTo }) };
  if (planning.mode === "provision") return admitMembers(planning, group, rules);
  if (view.link === undefined && desired.kind !== "desired" && desired.kind !== "rejected") {
    if (view.attention !== undefined)
      planning.store.targets.setAttention(planning.target.config.id, view.entry, undefined);
    return;
  }
  const asked = planEmpty(planning, view, tellMembers(planning, view, planGroup(group, rules)));
  const plan = refuseCrowd(planning, view, asked);
  writePlan(planning, view, plan);
  if (plan.fixed !== undefined) fixed.note(view, nameOf(view, name), plan.fixed);
  planning.store.targets.noteRenames(nameMoves(plan.operations));
  // Of a group of the target's own nothing is written that its schemas could speak of.
  if (linkTo === undefined) judge.hear(view, desired, plan.operations.length);
  if (plan.pushMembers) planMembers(planning, view, displayNameOf(desired, name));
}

/** The name that the group has. */
function nameOf({ link }: EntryView, name: string): string {
  return textAt(link?.asserted ?? {}, "displayName") ?? name;
}

/** Where groups are made by the service alone, each is linked to the one of its name. */
function counterpartOf(planning: Planning, view: EntryView, name: string): string | undefined {
  if (planning.target.config.profile.groups.support !== "update") return undefined;
  const desired = desiredGroup(planning, view, name);
  return desired.kind === "desired" ? displayNameOf(desired, name) : undefined;
}

/** A group that more people join than the service lets in stays as it is. */
function refuseCrowd(planning: Planning, view: EntryView, plan: GroupPlan): GroupPlan {
  const { store, target, now } = planning;
  const most = target.config.profile.groups.membersPerGroup;
  if (most === 0 || !plan.pushMembers) return plan;
  const { add, remove, asserted } = store.targets.memberDiff(
    target.config.id,
    view.entry,
    movingOnly(planning, view),
  );
  const members = asserted - remove.length + add.length;
  if (members <= most || add.length === 0) return plan;
  const detail = `would have ${members} members, and this service takes ${most} in a group`;
  const since = view.attention?.code === "too_many_members" ? view.attention.since : now;
  const noted = {
    reason: "rejected",
    detail,
    code: "too_many_members",
    since,
    due: now,
    attempts: 0,
  } as const;
  return { operations: [], attention: noted, pushMembers: false };
}

/** Whoever gets an account joins groups that are there; what else they need is left to a run that changes groups. */
function admitMembers(planning: Planning, view: EntryView & GroupView, rules: GroupRules): void {
  const { desired, link, entry, key, name } = view;
  if (link === undefined || desired.kind !== "desired" || !planGroup(view, rules).pushMembers) return;
  const { add } = memberDiff(planning, view);
  if (add.length === 0) return;
  const about = { entry, key, name: displayNameOf(desired, name), resource: "Group" } as const;
  planning.draft.append({ ...about, kind: "addMembers", phase: phases.addMembers, members: add });
}

/** Nothing of it is sent. What is paused stays due; of what is let go of nothing more is expected. */
function withhold(planning: Planning, view: EntryView, why: "paused" | "unlinked"): void {
  const attention = why === "paused" ? view.attention : undefined;
  writePlan(planning, view, { operations: [], skipped: why, ...(attention !== undefined && { attention }) });
}

/** Of a protected group whose members would change that is said, as of any other change. */
function tellMembers(planning: Planning, view: EntryView, plan: GroupPlan): GroupPlan {
  const { store, target, now } = planning;
  const isOpen = plan.skipped === "protected" && plan.attention === undefined;
  if (!isOpen || view.link === undefined || view.attributes === undefined) return plan;
  const { add, remove } = store.targets.memberDiff(target.config.id, view.entry, movingOnly(planning, view));
  if (add.length + remove.length === 0) return plan;
  const detail = `is protected, and its members would change: ${add.length} more, ${remove.length} fewer`;
  return { ...plan, attention: protectedAttention(view.attention, detail, now) };
}

/** The mapping's word on a group; what the source does not have is absent. */
export function desiredGroup(
  { target, now }: Planning,
  view: EntryView,
  name: string,
): Desired | { readonly kind: "absent" } {
  if (view.attributes === undefined) return { kind: "absent" };
  return target.groups.map(name, { group: view.attributes, key: view.key, target: target.config.id, now });
}

/** With `--only` for users, and where only accounts are made, nobody else's membership of their groups is touched. */
function movingOnly({ mode, keys }: Planning, view: EntryView): boolean {
  return mode === "provision" || (mode === "only" && !keys.includes(view.key));
}

function displayNameOf(desired: Desired | { readonly kind: "absent" }, name: string): string {
  return (desired.kind === "desired" ? textAt(desired.resource, "displayName") : undefined) ?? name;
}

/**
 * Of those who may be members or not, whoever shall be one is added, and whoever shall not is taken out: neither does
 * anything where it is done already.
 */
function memberDiff(planning: Planning, view: EntryView): MemberDiff {
  const { targets } = planning.store;
  const { id } = planning.target.config;
  const diff = () => targets.memberDiff(id, view.entry, movingOnly(planning, view));
  const unsure = planning.unsureMembers.get(view.entry) ?? [];
  if (unsure.length === 0) return diff();
  planning.unsureMembers.delete(view.entry);
  targets.assertMembers(id, view.entry, unsure);
  const unwanted = new Set(diff().remove);
  const others = unsure.filter((member) => !unwanted.has(member));
  targets.retractMembers(id, view.entry, others);
  const wanted = new Set(diff().add);
  // Those whose membership is to stay as it is count as members, so that they can be taken out some day.
  targets.assertMembers(
    id,
    view.entry,
    others.filter((member) => !wanted.has(member)),
  );
  return diff();
}

function planMembers(planning: Planning, view: EntryView, name: string): void {
  const { draft, memberRemovals } = planning;
  const diff = memberDiff(planning, view);
  const about = { entry: view.entry, key: view.key, name, resource: "Group" } as const;
  if (diff.remove.length > 0) {
    const removal: Operation = {
      ...about,
      kind: "removeMembers",
      phase: phases.removeMembers,
      members: diff.remove,
    };
    const { removeStaying: leaving, asserted: members } = diff;
    memberRemovals.push({ seq: draft.append(removal), entry: view.entry, name, leaving, members });
  }
  if (diff.add.length > 0) {
    const addition: Operation = { ...about, kind: "addMembers", phase: phases.addMembers, members: diff.add };
    draft.append(addition);
  }
}
