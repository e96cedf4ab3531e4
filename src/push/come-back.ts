import type { JsonObject } from "../canonical.ts";
import type { Link } from "../plan/link.ts";
import type { ReactivateOperation } from "../plan/operation.ts";
import type { Resource } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { changeResource } from "./change/change-resource.ts";
import { isActive, isWhole } from "./change/kept.ts";
import { withSecrets } from "./open-secrets.ts";
import { failure, failureOf, type Outcome, Unfinished } from "./outcome.ts";
import { adopt, provision } from "./provision.ts";
import { makeAnew } from "./push-user.ts";
import type { PushSession } from "./session.ts";

/** Switches a returning user's account on again, in the state the directory wants, under its old id. */
export async function pushReactivate(session: PushSession, operation: ReactivateOperation): Promise<Outcome> {
  const { entry, attributes } = operation;
  const link = session.store.targets.link(session.target, entry);
  if (link === undefined) return makeAnew(session, entry, attributes);
  const { comingBack } = session.users.policy;
  if (comingBack === "create") return makeAgain(session, operation, link);
  const { inactive } = session.profile.deactivate;
  const held = inactive === "hidden" ? undefined : await session.client.get("User", link.scimId);
  if (comingBack === "byHand") return lookWhetherBack(session, operation, { link, held });
  if (held === undefined && inactive !== "hidden") return makeAnew(session, entry, attributes);
  const isOn = held !== undefined && isActive(held.attributes) === true;
  if (held !== undefined && (inactive === "writable" || isOn))
    return bringInLine(session, operation, link, held);
  return switchOnFirst(session, operation, { link, held });
}

interface Account {
  readonly link: Link;
  readonly held: Resource | undefined;
}

/** By POST, at a service that lets nobody come back otherwise; what is there switched off is no hindrance. */
function makeAgain(
  session: PushSession,
  { entry, attributes }: ReactivateOperation,
  { scimId: former }: Link,
): Promise<Outcome> {
  return withSecrets(session, entry, attributes, ({ open }) =>
    provision(session, { entry, wanted: open(attributes), former }, "recreated"),
  );
}

/** Nothing is written before somebody switched it on. */
async function lookWhetherBack(
  session: PushSession,
  operation: ReactivateOperation,
  { link, held }: Account,
): Promise<Outcome> {
  if (held !== undefined && isActive(held.attributes) === true)
    return bringInLine(session, operation, link, held);
  const what = held === undefined ? "is not shown" : "is switched off";
  const detail = `${operation.name} comes back, and ${link.scimId} ${what}: only an administrator of the service can switch it on`;
  return failure("by_hand", detail);
}

function bringInLine(
  session: PushSession,
  { entry, attributes, removed }: ReactivateOperation,
  link: Link,
  held: Resource,
): Promise<Outcome> {
  return withSecrets(session, entry, attributes, ({ open }) =>
    adopt(session, { entry, wanted: open(attributes) }, { ...link, held, result: "reactivated", removed }),
  );
}

/** Where nothing else can be done with an account that is off, it is switched on alone; the rest is sent afterwards. */
function switchOnFirst(
  session: PushSession,
  operation: ReactivateOperation,
  { link, held }: Account,
): Promise<Outcome> {
  const { entry, attributes } = operation;
  return withSecrets(session, entry, attributes, async ({ open }) => {
    const known = held ?? unseen(session, link, open(attributes));
    const now = await switchOn(session, link, known);
    if (now === "gone") return makeAnew(session, entry, attributes);
    if (now === undefined) return failure("gone", `${link.scimId} was switched on, and is not shown`);
    const asserted = { ...link.asserted, active: true };
    const on: Link = { ...link, asserted, state: "active", since: session.clock.now() };
    return orSwitchedOn(on, () => bringInLine(session, operation, on, now));
  });
}

/** Gives what the account holds then; undefined when it does not show. */
async function switchOn(
  session: PushSession,
  { scimId: id }: Link,
  held: Resource | undefined,
): Promise<Resource | "gone" | undefined> {
  const changes = [{ path: "active", before: false, after: true }];
  const changed = await changeResource(session, {
    type: "User",
    id,
    changes,
    ...(held !== undefined && { held }),
  });
  if (changed.gone) return "gone";
  const { answer } = changed;
  return answer !== undefined && isWhole(answer, "User") ? answer : session.client.get("User", id);
}

/** What PUT would say of an account that is not shown: all that is wanted of it. */
function unseen(session: PushSession, { scimId: id }: Link, wanted: JsonObject): Resource | undefined {
  return session.verbs.usesPut("User") ? { id, attributes: { ...wanted, active: false } } : undefined;
}

/** Access is there again whatever becomes of the rest, and must be known to be, or nobody would ever end it. */
async function orSwitchedOn(on: Link, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const outcome = await work();
    const isOpen = outcome.state === "failed" || outcome.state === "indeterminate";
    return isOpen && outcome.link === "keep" ? { ...outcome, link: { put: on } } : outcome;
  } catch (error) {
    if (!(error instanceof ScimError) && !(error instanceof Unfinished)) throw error;
    return { ...failureOf(error), link: { put: on } };
  }
}
