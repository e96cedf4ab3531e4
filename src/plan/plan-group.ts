import type { JsonObject } from "../canonical.ts";
import type { Desired, Rejected } from "../mapping/desired.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { SourceKey } from "../source/record.ts";
import type { Attention } from "./attention.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import { isFixed, untoldFixed } from "./fixed.ts";
import { allChanges } from "./force.ts";
import { leftMissing } from "./left-missing.ts";
import type { Link } from "./link.ts";
import { type Managed, stillManaged } from "./managed.ts";
import { type EntryId, type Operation, phases } from "./operation.ts";
import type { GroupPolicy } from "./policy.ts";
import { protectedAttention, wouldTouch } from "./protected.ts";
import type { MultiValued } from "./typed-values.ts";

/** All that is known of one group at one target. */
export interface GroupView {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly name: string;
  readonly desired: Desired | { readonly kind: "absent" };
  readonly link: Link | undefined;
  readonly attention: Attention | undefined;
  /** Id or displayName of the group of the target's own that it shall be linked to. */
  readonly linkTo?: string;
}

export interface GroupRules {
  readonly policy: GroupPolicy;
  readonly managed: Managed;
  readonly multiValued: MultiValued;
  /** What the service keeps as it was made; none when undefined. */
  readonly immutable?: readonly ReadPath[];
  readonly isProtected: (...names: readonly (string | undefined)[]) => boolean;
  /** Whether all that is wanted is sent, also what was last sent the same. */
  readonly force?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface GroupPlan {
  readonly operations: readonly Operation[];
  readonly attention?: Attention;
  /** Whether its members are to be compared and pushed. */
  readonly pushMembers: boolean;
  readonly skipped?: string;
  /** Changes that the service does not make, and nobody was told of yet; none when undefined. */
  readonly fixed?: readonly AttributeChange[];
}

/** Decides what one group needs, its members apart. Pure. */
export function planGroup(view: GroupView, rules: GroupRules): GroupPlan {
  const { desired, link } = view;
  const attention = leftMissing(view, rules.policy.missing);
  if (attention !== undefined) return { operations: [], attention, pushMembers: false };
  if (desired.kind === "rejected") return keepAsIs(view, rules, desired);
  const displayName = desired.kind === "desired" ? textAt(desired.resource, "displayName") : nameOf(view);
  const plan = planUnprotected(view, desired, rules);
  const to = view.linkTo === undefined ? [] : [view.linkTo];
  if (!rules.isProtected(view.key, displayName, nameOf(view), link?.scimId, ...to)) return plan;
  // Letting go of a group touches nothing.
  if (plan.operations.some(({ kind }) => kind === "unlink")) return plan;
  const detail = wouldTouch(plan.operations);
  const noted =
    detail === undefined ? {} : { attention: protectedAttention(view.attention, detail, rules.now) };
  return { operations: [], pushMembers: false, skipped: "protected", ...noted };
}

function planUnprotected(
  view: GroupView,
  desired: Exclude<GroupView["desired"], Rejected>,
  rules: GroupRules,
): GroupPlan {
  const { link } = view;
  if (desired.kind !== "desired") return planUnpushed(view, rules);
  // The attributes of a borrowed group are not ours.
  if (link?.origin === "borrowed") return { operations: [], pushMembers: true };
  if (link !== undefined) return planUpdate(view, link, desired.resource, rules);
  return view.linkTo === undefined ? planCreate(view, desired.resource) : planLink(view, view.linkTo);
}

function nameOf(view: GroupView): string {
  return textAt(view.link?.asserted ?? {}, "displayName") ?? view.name;
}

function keepAsIs(
  view: GroupView,
  rules: GroupRules,
  { reason, code = "mapping_failed" }: Rejected,
): GroupPlan {
  const since = view.attention?.reason === "rejected" ? view.attention.since : rules.now;
  const attention: Attention = {
    reason: "rejected",
    detail: reason,
    code,
    since,
    due: rules.now,
    attempts: 0,
  };
  return { operations: [], attention, pushMembers: false };
}

function about(view: GroupView, name: string) {
  return { entry: view.entry, key: view.key, name, resource: "Group" } as const;
}

function planCreate(view: GroupView, attributes: JsonObject): GroupPlan {
  const name = textAt(attributes, "displayName") ?? view.name;
  const create = {
    ...about(view, name),
    kind: "create",
    phase: phases.groups,
    attributes,
  } as const;
  return { operations: [create], pushMembers: true };
}

function planLink(view: GroupView, to: string): GroupPlan {
  const link = { ...about(view, view.name), kind: "link", phase: phases.groups, to } as const;
  return { operations: [link], pushMembers: true };
}

function planUpdate(view: GroupView, link: Link, resource: JsonObject, rules: GroupRules): GroupPlan {
  const changesOf = rules.force === true ? allChanges : diffResources;
  const { immutable = [] } = rules;
  const asked = changesOf(stillManaged(link.asserted, rules.managed), resource, rules.multiValued);
  const changes = asked.filter((one) => !isFixed(one, immutable));
  const untold = untoldFixed(asked, immutable, link.remarks);
  const fixed = untold.length === 0 ? {} : { fixed: untold };
  if (changes.length === 0) return { operations: [], pushMembers: true, ...fixed };
  const name = textAt(resource, "displayName") ?? view.name;
  const update = {
    ...about(view, name),
    kind: "update",
    phase: phases.groups,
    targetId: link.scimId,
    changes,
  } as const;
  return { operations: [update], pushMembers: true, ...fixed };
}

function planUnpushed(view: GroupView, rules: GroupRules): GroupPlan {
  const { link } = view;
  if (link === undefined) return { operations: [], pushMembers: false };
  const why = view.desired.kind === "absent" ? "gone from the source" : "no longer pushed";
  // What we did not make we do not delete.
  const kind = rules.policy.unpushed === "delete" && link.origin === "created" ? "delete" : "unlink";
  const isKept = rules.policy.unpushed === "delete" && kind === "unlink";
  const cause = isKept ? `${why}; not deleted, for it was there before` : why;
  const removal = {
    ...about(view, nameOf(view)),
    kind,
    phase: phases.removeGroups,
    targetId: link.scimId,
    cause,
  } as const;
  return { operations: [removal], pushMembers: false };
}
