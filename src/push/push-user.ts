import type { JsonObject } from "../canonical.ts";
import { substitute } from "../mapping/reference.ts";
import { applyChanges, isEffective } from "../plan/apply-changes.ts";
import type { AttributeChange } from "../plan/change.ts";
import type { Link, LinkOrigin } from "../plan/link.ts";
import {
  type CreateOperation,
  type DeactivateOperation,
  type EntryId,
  phases,
  type ReactivateOperation,
  type UpdateOperation,
} from "../plan/operation.ts";
import { changesToAdopt } from "../plan/project.ts";
import { withoutPaths } from "../plan/without-paths.ts";
import { neverReturned } from "../scim/attribute-rules.ts";
import type { Resource, ScimId } from "../scim/resource.ts";
import { changeResource } from "./change-resource.ts";
import { makeResource } from "./make-resource.ts";
import type { Outcome } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** Creates the account, or links and updates the one that is already there. */
export async function pushCreate(session: PushSession, operation: CreateOperation): Promise<Outcome> {
  const withheld = operation.withheld.length === 0 ? {} : session.withheldValues(operation);
  return provision(session, operation.entry, { ...operation.attributes, ...withheld }, "created");
}

/** Writes the changed attributes; an account that turns out to be gone is made again. */
export async function pushUpdate(session: PushSession, operation: UpdateOperation): Promise<Outcome> {
  const link = session.store.targets.link(session.target, operation.entry);
  if (link === undefined) return { state: "skipped", detail: "has no account" };
  const changes = resolveChanges(session, operation.changes);
  if (changes.length === 0) return { state: "skipped", detail: "the accounts it names are not there yet" };
  const asserted = applyChanges(link.asserted, changes);
  if ((await changeResource(session, "User", link.scimId, changes)) === "gone") {
    return provision(session, operation.entry, asserted, "recreated");
  }
  // Attributes that follow in the run that made the account complete it; they are no update of their own.
  const completes =
    (operation.phase === phases.references || operation.phase === phases.finishRenames) &&
    session.store.journal.changed(session.run, operation.entry);
  return {
    state: "succeeded",
    result: completes ? "completed" : "updated",
    link: { put: { ...link, asserted } },
  };
}

/** Attributes that name another account wait in a later phase until that account is there. */
function resolveChanges(
  session: PushSession,
  changes: readonly AttributeChange[],
): readonly AttributeChange[] {
  const { store, target } = session;
  const resolve = (key: Parameters<typeof store.targets.accountOf>[1]) =>
    store.targets.accountOf(target, key);
  return changes.flatMap((change) => {
    if (change.after === undefined) return [change];
    const after = substitute(change.after, resolve);
    return JSON.stringify(after).includes(String.raw`\u0000`) ? [] : [{ ...change, after }];
  });
}

/** Switches the account off. An account that is gone is off. */
export async function pushDeactivate(session: PushSession, operation: DeactivateOperation): Promise<Outcome> {
  const link = session.store.targets.link(session.target, operation.entry);
  if (link === undefined) return { state: "skipped", detail: "has no account" };
  const off = [{ path: "active", before: true, after: false }];
  if ((await changeResource(session, "User", link.scimId, off)) === "gone") {
    return { state: "succeeded", result: "gone", link: "drop" };
  }
  const asserted = { ...link.asserted, active: false };
  const put: Link = { ...link, asserted, state: "deactivated", since: session.clock.now() };
  return { state: "succeeded", result: "deactivated", link: { put } };
}

/** Switches a returning user's account on again, in the state the directory wants, under its old id. */
export async function pushReactivate(session: PushSession, operation: ReactivateOperation): Promise<Outcome> {
  const { entry, attributes, removed } = operation;
  const link = session.store.targets.link(session.target, entry);
  const held = link === undefined ? undefined : await session.client.get("User", link.scimId);
  if (link === undefined || held === undefined) return provision(session, entry, attributes, "recreated");
  return adopt(session, held, attributes, { origin: link.origin, result: "reactivated", removed });
}

async function provision(
  session: PushSession,
  entry: EntryId,
  attributes: JsonObject,
  made: "created" | "recreated",
): Promise<Outcome> {
  const done = await makeResource(session, {
    type: "User",
    entry,
    attributes,
    match: session.users.policy.match,
  });
  if (done.kind === "failed") return done.failure;
  if (done.kind === "made") {
    return {
      state: "succeeded",
      result: made,
      link: { put: newLink(session, done.id, "created", attributes) },
    };
  }
  // An account found after a create of ours whose answer was lost is the one we made.
  const ours = session.store.targets.wasSent(session.target, entry);
  return adopt(
    session,
    done.resource,
    attributes,
    ours
      ? { origin: "created", result: made, removed: [] }
      : { origin: "adopted", result: "linked", removed: [] },
  );
}

interface Adoption {
  readonly origin: LinkOrigin;
  readonly result: "created" | "recreated" | "linked" | "reactivated";
  /** Paths of what we once wrote and shall be there no more. */
  readonly removed: readonly string[];
}

async function adopt(
  session: PushSession,
  held: Resource,
  attributes: JsonObject,
  adoption: Adoption,
): Promise<Outcome> {
  const { createOnly, clearWhenEmpty, policy } = session.users;
  const wanted = withoutPaths(attributes, createOnly);
  const different = changesToAdopt(
    held.attributes,
    wanted,
    clearWhenEmpty,
    session.profile.users.multiValued,
  );
  const removals = adoption.removed
    .map((path) => ({ path }))
    .filter((change) => isEffective(held.attributes, change));
  const spoken = new Set(different.map(({ path }) => path));
  const changes = [...different, ...removals.filter(({ path }) => !spoken.has(path))];
  const mayChange =
    adoption.origin === "created" || adoption.result === "reactivated" || policy.actions.includes("update");
  const put = newLink(session, held.id, adoption.origin, mayChange ? wanted : {});
  if (mayChange && (await changeResource(session, "User", held.id, changes)) === "gone") {
    return { state: "failed", code: "gone", detail: `${held.id} went away meanwhile`, link: "drop" };
  }
  return { state: "succeeded", result: adoption.result, link: { put } };
}

/** What is only sent on create, and secrets, are not remembered. */
function newLink(session: PushSession, scimId: ScimId, origin: LinkOrigin, attributes: JsonObject): Link {
  const asserted = withoutPaths(attributes, [...session.users.createOnly, ...neverReturned]);
  return { scimId, origin, state: "active", asserted, since: session.clock.now() };
}
