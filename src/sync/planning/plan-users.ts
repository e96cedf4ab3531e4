import type { JsonObject } from "../../canonical.ts";
import type { Desired } from "../../mapping/desired.ts";
import { keysIn, makeReference, substitute } from "../../mapping/reference.ts";
import type { AttentionReason } from "../../plan/attention.ts";
import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import { planUser } from "../../plan/plan-user.ts";
import { createSealer } from "../../plan/secret-values.ts";
import type { UserPlan, UserRules } from "../../plan/user-plan.ts";
import type { SourceKey } from "../../source/record.ts";
import type { Store } from "../../store/store.ts";
import type { EntryView, MovingUser } from "../../store/target-store.ts";
import { isGuardedAgainstCreates } from "../guards/guard-creates.ts";
import { textAt } from "../../scim/attribute-value.ts";
import { gatherFixed } from "./fixed-attributes.ts";
import { type KeyResolver, keyResolver } from "./key-resolver.ts";
import { createNotices } from "./profile-notices.ts";
import type { SchemaJudge } from "./schema-judge.ts";
import { isLeftInDoubt } from "./left-in-doubt.ts";
import { renameOf, renameReturners, type Returner, returnersIn, untangleSwaps } from "./name-swaps.ts";
import { claimOf, refuseDoubleNames } from "./user-names.ts";
import { selectedPages, type Planning, writePlan } from "./planning.ts";

/**
 * Plans all selected users of a target into the journal, and notes whose account comes or goes. Gives the rules of the
 * target's schemas that are not to be believed.
 */
export async function planUsers(planning: Planning, judge: SchemaJudge): Promise<readonly string[]> {
  const { store, target } = planning;
  const planPage = userPlanner(planning);
  const notesNewcomers = isGuardedAgainstCreates(planning);
  const returners: Returner[] = [];
  const fixed = gatherFixed(planning, "users");
  let creates = 0;
  for await (const selected of selectedPages(planning, "user")) {
    const planned = planPage(learntOf(planning, selected)).filter((one) => isForThisMode(planning, one));
    noteMappings(planning, planned);
    for (const { view, desired, plan } of planned) {
      writePlan(planning, view, plan);
      judge.hear(view, desired, plan.operations.length);
      if (plan.fixed !== undefined) fixed.note(view, nameIn(view, plan), plan.fixed);
      if (plan.operations[0]?.kind === "create") creates += 1;
      if (view.link !== undefined && leavesOtherwise(view.link, plan)) {
        store.targets.setLeaving(target.config.id, view.entry, plan);
      }
    }
    store.targets.noteRenames(planned.flatMap(({ plan }) => renameOf(plan.operations)));
    store.targets.noteMoving(planned.flatMap(({ view, plan }) => movement(planning, view, plan)));
    if (notesNewcomers)
      store.targets.noteNewcomers(planned.flatMap((one) => newcomer(one, planning.isUnconfirmed)));
    returners.push(...planned.flatMap(({ view, plan }) => returnersIn(plan.operations, view.link)));
  }
  fixed.tell();
  planning.notices.push(...createNotices(target.config, creates));
  const suspect = judge.decide();
  refuseDoubleNames(planning);
  renameReturners(planning, returners);
  untangleSwaps(planning, "User");
  return suspect;
}

/** The name that the account has. */
function nameIn({ key, link }: EntryView, { operations: [first] }: UserPlan): string {
  return textAt(link?.asserted ?? {}, "userName") ?? first?.name ?? key;
}

/** Whoever shall have no account is left to a run that ends access. */
function isForThisMode({ mode }: Planning, { plan }: PlannedUser): boolean {
  return mode !== "provision" || plan.inScope || plan.operations.length === 0;
}

/** Whether an owner begins or ceases to leave, or leaves for another cause than was known. */
function leavesOtherwise(link: Link, { leavingSince, departure }: UserPlan): boolean {
  if (link.leavingSince !== leavingSince) return true;
  return link.departure?.cause !== departure?.cause || link.departure?.reason !== departure?.reason;
}

/** Those of whom it is known what became of what was sent for them; the others stay as they are, in their groups too. */
function learntOf(planning: Planning, page: readonly EntryView[]): readonly EntryView[] {
  if (planning.unlearnt.size === 0) return page;
  const left = page.filter((view) => isLeftInDoubt(planning, view, "User"));
  planning.store.targets.noteMoving(left.map(({ entry }) => ({ entry, move: "frozen" })));
  return page.filter((view) => !left.includes(view));
}

/** Keeps of a page what the mapping alone says: whom users name, until when it stays so, which names they want. */
function noteMappings({ store, target }: Planning, planned: readonly PlannedUser[]): void {
  const { id } = target.config;
  store.targets.setReferences(
    id,
    planned.map(({ view: { entry }, named }) => ({ entry, keys: named })),
  );
  store.targets.setMappedUntil(
    id,
    planned.map(({ view: { entry }, desired }) => ({ entry, until: untilOf(desired) })),
  );
  store.targets.claimNames(planned.flatMap(({ view, mapped }) => claimOf(view, mapped)));
}

/** Whether there is anything to do for the users who are selected. */
export async function isAnyUserPlanned(planning: Planning): Promise<boolean> {
  const planPage = userPlanner(planning);
  for await (const page of selectedPages(planning, "user")) {
    if (planPage(page).some(({ plan }) => plan.operations.length > 0)) return true;
  }
  return false;
}

interface PlannedUser {
  readonly view: EntryView;
  readonly mapped: Desired | { readonly kind: "absent" };
  /** As mapped, with references by key. */
  readonly desired: Desired | { readonly kind: "absent" };
  /** The users it names, by key. */
  readonly named: readonly SourceKey[];
  readonly plan: UserPlan;
}

/** Decides about users, a page at a time; nothing is written. */
export function userPlanner(planning: Planning): (page: readonly EntryView[]) => readonly PlannedUser[] {
  const { store, target } = planning;
  const rules = userRules(planning);
  const keyOf = keyResolver(store.directory);
  return (page) => {
    const groups = target.users.usesGroups
      ? store.targets.groupsOf(page.map(({ entry }) => entry))
      : undefined;
    return page.map((view) => {
      const mapped = desiredOf(planning, view, groups?.get(view.entry));
      const names = mapped.kind === "desired" ? keysIn(mapped.resource) : [];
      const desired = names.length === 0 ? mapped : withKeys(mapped, keyOf);
      const named = names.map((name) => keyOf(name));
      const { entry, key, link, attention } = view;
      const mayHaveAccount = isInDoubt(planning, view);
      const plan = planUser({ entry, key, link, attention, desired, mayHaveAccount }, rules);
      return { view, mapped, desired, named, plan };
    });
  };
}

/** Whoever has neither link nor attention was never sent, so few are asked for. */
function isInDoubt({ store, target }: Planning, { link, attention, entry }: EntryView): boolean {
  if (link !== undefined || attention === undefined) return false;
  return store.targets.wasSent(target.config.id, entry);
}

/** The user that a reference means is known by key from here on, however the source names them. */
export function withKeys<D extends Desired | { readonly kind: "absent" }>(desired: D, keyOf: KeyResolver): D {
  if (desired.kind !== "desired" || keysIn(desired.resource).every((name) => keyOf(name) === name))
    return desired;
  const resource = substitute(desired.resource, (name) => makeReference(keyOf(name))) as JsonObject;
  return { ...desired, resource };
}

/** What the rules of a target look into. */
export interface RuleStore {
  readonly sealKey: Store["sealKey"];
  readonly targets: Pick<Store["targets"], "accountOf">;
}

/** What decides about users besides what is known of them. */
export function userRules({
  store,
  target,
  force = false,
  now,
}: Pick<Planning, "target" | "now"> & {
  readonly store: RuleStore;
  readonly force?: boolean | undefined;
}): UserRules {
  const { id, users, profile } = target.config;
  return {
    policy: users.policy,
    policies: target.policies,
    seal: createSealer(store.sealKey(), id),
    managed: target.managedUser,
    multiValued: profile.users.multiValued,
    isProtected: target.isProtected,
    resolve: (key) => store.targets.accountOf(id, key),
    force,
    now,
  };
}

function untilOf(desired: Desired | { readonly kind: "absent" }): number | undefined {
  return desired.kind === "absent" ? undefined : desired.until;
}

/** The mapping's word on a user; whoever the source does not have is absent. */
function desiredOf(
  { target, now }: Planning,
  view: EntryView,
  groups: readonly string[] | undefined,
): Desired | { readonly kind: "absent" } {
  if (view.attributes === undefined) return { kind: "absent" };
  const { attributes: user, key } = view;
  const input = { user, key, groups: groups ?? [], target: target.config.id, now };
  return target.users.map(input, view.link !== undefined);
}

/** Memberships follow accounts, so member planning must know whose account moves in this run. */
function movement(
  { mode }: Planning,
  { entry, attention }: EntryView,
  plan: UserPlan,
): readonly MovingUser[] {
  const move = moveOf(plan);
  if (move !== undefined) return [{ entry, move }];
  if (plan.attention?.code === "missing") return [{ entry, move: "frozen" }];
  const isKept = plan.attention?.reason === "protected" && !plan.inScope;
  if (isKept || (plan.attention !== undefined && frozen.has(plan.attention.reason)))
    return [{ entry, move: "frozen" }];
  const wasFrozen =
    attention !== undefined && (frozen.has(attention.reason) || attention.reason === "protected");
  return wasFrozen || mode === "only" ? [{ entry, move: "thawed" }] : [];
}

const frozen: ReadonlySet<string> = new Set(["rejected", "held", "leaving"]);

/** Whoever failed, waited or was interrupted was wanted before: a first run that takes several nights goes on. */
const wantedAnew: ReadonlySet<AttentionReason | undefined> = new Set([undefined, "held", "expiring"]);

function newcomer(
  { view: { entry, attention }, plan }: PlannedUser,
  isUnconfirmed: boolean,
): readonly EntryId[] {
  const isNew = isUnconfirmed || wantedAnew.has(attention?.reason);
  return moveOf(plan) === "arriving" && isNew ? [entry] : [];
}

/** What the operations do to the account, if anything. */
function moveOf({ operations }: UserPlan): MovingUser["move"] | undefined {
  for (const operation of operations) {
    const { kind } = operation;
    if (kind === "create" || kind === "reactivate") return "arriving";
    // Whoever is gone by being switched off is in no group any more.
    if (kind === "delete" || (kind === "deactivate" && operation.ends !== undefined)) return "deleting";
    if (kind === "deactivate" || kind === "unlink") return "departing";
  }
  return undefined;
}
