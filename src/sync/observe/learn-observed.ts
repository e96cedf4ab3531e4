import type { Attention } from "../../plan/attention.ts";
import { guardLimit } from "../../plan/guard.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { Look, Observation } from "./observation.ts";
import type { Planning } from "../planning/planning.ts";

const pageSize = 500;

/**
 * Takes what was seen at the target for what we last wrote, so that planning sends whatever is wanted otherwise; links
 * to what is gone are dropped, so that it is found or made anew. Runs inside a transaction of its owner.
 */
export function learnObserved(planning: Planning, { users, groups, members }: Observation): void {
  const { store, target } = planning;
  const { id } = target.config;
  for (const kind of ["user", "group"] as const) learnDrift(planning, kind);
  for (const { group, gone, come } of members) {
    store.targets.retractMembers(id, group, gone);
    store.targets.assertMembers(id, group, come);
    reconsider(planning, group, "other members at the target");
  }
  learnMissing(planning, "user", users);
  learnMissing(planning, "group", groups);
  for (const look of [users, groups]) planning.notices.push(...noticesOf(look, look === users));
}

function learnDrift(planning: Planning, kind: EntryKind): void {
  const { store, target, now } = planning;
  const { id } = target.config;
  let after: EntryId = 0;
  for (;;) {
    const page = store.observed.drifted(id, kind, after, pageSize);
    for (const { entry, drift } of page) {
      const moved = store.targets.link(id, entry)?.state !== drift.state;
      store.targets.putLink(id, kind, entry, moved ? { ...drift, since: now } : drift);
      store.targets.setLeaving(id, entry, drift);
      reconsider(planning, entry, "not as last sent at the target");
    }
    if (page.length < pageSize) return;
    after = page.at(-1)?.entry ?? after;
  }
}

/** Whoever waits for a day is thought about now: a leaver may have been let in again. */
export function reconsider({ store, target, now }: Planning, entry: EntryId, detail: string): void {
  const { id } = target.config;
  const noted = store.targets.attention(id, entry);
  const attention: Attention = noted ?? { reason: "unfinished", detail, since: now, due: now, attempts: 0 };
  store.targets.setAttention(id, entry, { ...attention, due: Math.min(attention.due, now) });
}

/** A target that lost more than may go unseen may just as well not show it, and then every account would be made twice. */
function learnMissing(planning: Planning, kind: EntryKind, { missing, incomplete }: Look): void {
  const { store, target, now } = planning;
  const { id, guard } = target.config;
  if (missing === 0 || incomplete !== undefined) return;
  const outOf = store.targets.countLinks(id, kind);
  const limit = guardLimit(kind === "user" ? guard.users : guard.groups, outOf);
  if (missing > limit && missing > planning.allowance) {
    planning.findings.push({
      guard: "missing",
      removals: missing,
      outOf,
      limit,
      held: missing,
      message: `${missing} of ${outOf} ${kind === "user" ? "accounts" : "groups"} are gone at the target, more than the limit of ${limit} (guard.${kind}s). They are taken to be there still. If they are gone indeed, let them be made anew with \`scimsync sync ${id} --reconcile --allow-removals ${missing}\`.`,
    });
    return;
  }
  if (missing > limit) planning.allowance -= missing;
  const { missing: policy } = (kind === "user" ? target.config.users : target.config.groups).policy;
  if (policy === "report") return leaveUnseen(planning, kind);
  let page = store.observed.unseen(id, kind, 0, pageSize);
  while (page.length > 0) {
    for (const { entry } of page) {
      if (kind === "user") store.targets.forgetMemberships(id, entry, now);
      store.targets.dropLink(id, entry);
      if (kind === "user") store.targets.reconsiderReferrers(id, entry, now);
      reconsider(planning, entry, "gone at the target");
    }
    page = store.observed.unseen(id, kind, 0, pageSize);
  }
}

/** Due at once, for whoever leaves goes on to leave. */
function foundMissing(kind: EntryKind, scimId: ScimId, now: number): Attention {
  const detail = `${scimId} is gone at the target (${kind}s.missing: report)`;
  return { reason: "givenUp", code: "missing", detail, since: now, due: now, attempts: 1 };
}

/** Whoever is gone is left so, and told in each run. */
function leaveUnseen({ store, target, now }: Planning, kind: EntryKind): void {
  const { id } = target.config;
  let after: EntryId = 0;
  for (;;) {
    const page = store.observed.unseen(id, kind, after, pageSize);
    for (const { entry, link } of page) {
      const before = store.targets.attention(id, entry);
      if (before?.code !== "missing")
        store.targets.setAttention(id, entry, foundMissing(kind, link.scimId, now));
    }
    if (page.length < pageSize) return;
    after = page.at(-1)?.entry ?? after;
  }
}

function noticesOf({ incomplete, listed }: Look, isUsers: boolean): readonly string[] {
  if (incomplete === undefined) return [];
  const what = isUsers ? "users" : "groups";
  return [
    `the list of ${what} is not whole (${incomplete}): of the ${listed} that came all were compared, and nobody is taken to be gone`,
  ];
}
