import type { JsonObject } from "../canonical.ts";
import { StoppedError } from "../errors.ts";
import type { EntryId } from "../plan/operation.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { Resource, ResourceType, ScimId } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { NetworkError } from "../scim/connection/transport.ts";
import { isActive } from "./change/kept.ts";
import { chooseLookUps } from "./find/choose-listing.ts";
import { searchFor } from "./find/find-unanswered.ts";
import { type Holder, holderOf } from "./find/holder.ts";
import { type Found, lookUp } from "./find/look-up.ts";
import { siblingOwner } from "./find/owner.ts";
import { type Failure, failure, failureOf } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** `made`: the provider made it for us. `found`: it was there before us. */
export type Made =
  | { readonly kind: "made"; readonly id: ScimId; readonly answer: Resource }
  | {
      readonly kind: "found";
      readonly resource: Resource;
      /** What we once sent to make it, without learning that it was made; undefined when it was found by what is wanted now. */
      readonly sent?: JsonObject;
    }
  | { readonly kind: "failed"; readonly failure: Failure };

const attempts = 4;
const pauseBetween = 500;

/** What is to be made, for which record. */
export interface Wish {
  readonly type: ResourceType;
  readonly entry: EntryId;
  readonly attributes: JsonObject;
  /** Attribute paths by which it would be recognised. */
  readonly match: readonly string[];
  /** What was sent for the record before, when it may have been another, without an answer that tells. */
  readonly sentBefore: readonly JsonObject[];
  /** The account that it had, to which it comes back by POST alone; nobody else's by that. */
  readonly former?: ScimId;
}

/**
 * Makes a resource exactly once. Looks first; after an answer that does not tell whether it was made, looks again
 * before it repeats anything. A 409 is never repeated. What another record of this push has laid hold of is refused.
 */
export async function makeResource(session: PushSession, wish: Wish): Promise<Made> {
  const make = () => session.finder.inTurn(wish.type, () => makeAndLearn(session, wish));
  const made = await oneAfterTheOther(session, namesOf(wish), make);
  if (made.kind === "failed") return made;
  const id = made.kind === "made" ? made.id : made.resource.id;
  const holder = otherHolder(session, wish, id);
  if (holder === undefined) return made;
  return { kind: "failed", failure: failure("duplicate_source", `${id} is that of ${holder}`) };
}

/** By what it would be recognised, in the order of the rules, which is the same for all. */
function namesOf({ type, attributes, match }: Wish): readonly string[] {
  return match.flatMap((path) => {
    const value = textAt(attributes, path);
    return value === undefined ? [] : [`${type} ${path} ${value.toLowerCase()}`];
  });
}

/**
 * Of two that would be recognised by the same value, the second is looked for once the first is there. Creates of one bulk
 * request are all under way at once.
 */
function oneAfterTheOther<Result>(
  session: PushSession,
  [name, ...others]: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  if (name === undefined || session.bulk !== undefined) return work();
  return session.turns.take(name, () => oneAfterTheOther(session, others, work));
}

/** Some providers answer POST with an account that was there, and it may be another record's. */
function otherHolder(session: PushSession, { type, entry }: Wish, id: ScimId): string | undefined {
  const { store, target, claims } = session;
  if (!claims.claim(type, id, entry)) return "another record of the source, which took it in this run";
  const holder = store.targets.claimedBy(target, type === "User" ? "user" : "group", id);
  const sibling = holder === undefined ? siblingOwner(session, type, id) : undefined;
  if (sibling !== undefined) return sibling;
  if (holder === undefined || store.targets.link(target, entry)?.scimId === id) return undefined;
  return `${holder}, which is linked to it`;
}

async function makeAndLearn(session: PushSession, wish: Wish): Promise<Made> {
  const made = await makeOrFind(session, wish);
  if (made.kind === "made") await learnFrom(session, wish, made);
  if (made.kind === "found") {
    await chooseBy(session, wish, made.resource);
    if (session.finder.lists(wish.type).isBelieved) session.finder.open(wish.type);
  }
  return made;
}

/** Chooses how the others are looked for, by one who is there now. */
async function chooseBy(
  session: PushSession,
  { type, attributes: wanted, match }: Wish,
  { id, attributes }: Pick<Resource, "id" | "attributes">,
): Promise<void> {
  const asked = match.filter((path) => textAt(wanted, path) !== undefined);
  await chooseLookUps(session, { type, id, attributes, match: asked }).catch(ignoreNoAnswer);
}

/** What was just made is the first resource at an empty target by which its filters can be tried. */
async function learnFrom(
  session: PushSession,
  wish: Wish,
  { id, answer }: Extract<Made, { kind: "made" }>,
): Promise<void> {
  const { finder, clock } = session;
  const { type, attributes, match } = wish;
  await finder.made(type, id, attributes);
  const path = match.find((one) => textAt(attributes, one) !== undefined);
  const value = path === undefined ? undefined : textAt(attributes, path);
  const isKnown =
    path === undefined || value === undefined || finder.worthOf(type, path, value) !== undefined;
  if (!isKnown) {
    const known = textAt(answer.attributes, path) === undefined ? { ...answer, attributes } : answer;
    // It was made, whatever becomes of this.
    await finder.tryOn({ type, path, known }, clock).catch(ignoreNoAnswer);
  }
  await chooseBy(session, wish, { id, attributes });
  finder.open(type);
}

function ignoreNoAnswer(error: unknown): void {
  if (!isAboutOneRequest(error) && !(error instanceof NetworkError)) throw error;
}

async function makeOrFind(session: PushSession, wish: Wish): Promise<Made> {
  const course = { isUntouched: true };
  try {
    return await tryToMake(session, wish, course);
  } catch (error) {
    // A record of which nothing was sent is not taken for ours when the next run finds an account of that name.
    throw error instanceof StoppedError ? new StoppedError(error.message, course.isUntouched) : error;
  }
}

async function tryToMake(session: PushSession, wish: Wish, course: { isUntouched: boolean }): Promise<Made> {
  const occasion = wish.sentBefore.length === 0 ? "first" : "before";
  const before = await asking(lookUp(session, wish, occasion));
  if (before.kind !== "none" && !comesBackByPost(session, wish, before)) return fromFound(before);
  const lost = await lookForLost(session, wish);
  if (lost !== undefined) return lost;
  for (let attempt = 1; ; attempt += 1) {
    const { isUntouched } = course;
    // Who ends the run now may cut off a request that has left.
    course.isUntouched = false;
    const posted = await post(session, wish);
    if (posted.kind === "made") return { kind: "made", id: posted.answer.id, answer: posted.answer };
    course.isUntouched = isUntouched && posted.kind !== "unknown";
    const found = await lookAgain(session, wish, posted);
    if (found.kind === "one" && posted.kind === "unknown")
      return { kind: "made", id: found.resource.id, answer: found.resource };
    const isUnsure = found.kind === "refused" && found.failure.code === "cannot_look_up";
    if (found.kind !== "none" && !isUnsure) return fromFound(found);
    if (posted.kind === "conflict")
      return { kind: "failed", failure: await nameHolder(session, wish, posted.failure) };
    if (posted.kind === "refused" || isUnsure || attempt === attempts)
      return { kind: "failed", failure: posted.failure };
    // A 5xx may be the provider's word for a name that is taken.
    const { httpStatus = 0 } = posted.failure;
    const holder = httpStatus >= 500 ? await holderOf(session, wish) : undefined;
    if (holder !== undefined)
      return { kind: "failed", failure: conflictWith(holder, { ...posted.failure, state: "failed" }) };
    await session.clock.sleep(pauseBetween * attempt);
  }
}

/** Whether what was found is switched off, at a service that switches nobody on but by POST. */
function comesBackByPost({ users }: PushSession, { type }: Wish, found: Found): boolean {
  if (type !== "User" || users.policy.comingBack !== "create" || found.kind !== "one") return false;
  return isActive(found.resource.attributes) === false;
}

/** Nothing was sent yet, so that a question that fails leaves nothing in doubt. */
async function asking<Answer>(ask: Promise<Answer>): Promise<Answer | Extract<Found, { kind: "refused" }>> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof StoppedError || !isAboutOneRequest(error)) throw error;
    return { kind: "refused", failure: { ...failureOf(error), state: "failed" } };
  }
}

/** What was sent before may be there under the names it had then, for records change meanwhile. */
async function lookForLost(session: PushSession, wish: Wish): Promise<Made | undefined> {
  for (const sent of wish.sentBefore) {
    if (wish.match.every((path) => textAt(sent, path) === textAt(wish.attributes, path))) continue;
    const found = await asking(searchFor(session, { ...wish, sent }, "before"));
    if (found.kind === "made") return { kind: "found", resource: found.resource, sent };
    if (found.kind === "refused") return { kind: "failed", failure: found.failure };
  }
  return undefined;
}

/** It may have been made, whatever becomes of the question. */
async function lookAgain(session: PushSession, wish: Wish, posted: NotMade): Promise<Found> {
  try {
    return await lookUp(session, wish, posted.kind === "unknown" ? "lost" : "taken");
  } catch (error) {
    if (!isAboutOneRequest(error)) throw error;
    return { kind: "refused", failure: posted.failure };
  }
}

function isAboutOneRequest(error: unknown): boolean {
  if (error instanceof StoppedError || error instanceof ScimError) return true;
  return error instanceof NetworkError && error.mayHaveArrived;
}

function fromFound(found: Exclude<Found, { kind: "none" }>): Made {
  if (found.kind === "refused") return { kind: "failed", failure: found.failure };
  return { kind: "found", resource: found.resource };
}

type Posted = { readonly kind: "made"; readonly answer: Resource } | NotMade;

type NotMade =
  /** It may have been made. */
  | { readonly kind: "unknown"; readonly failure: Failure }
  /** The provider says that there is one. */
  | { readonly kind: "conflict"; readonly failure: Failure }
  /** It may be that there is one. */
  | { readonly kind: "refused"; readonly failure: Failure };

async function post(session: PushSession, wish: Wish): Promise<Posted> {
  const { type, attributes } = wish;
  try {
    const made = await (session.bulk?.create(wish) ?? session.client.create(type, attributes));
    if (made !== undefined) return { kind: "made", answer: made };
    const silent = failure("no_answer", "the target answered without an id, and a look-up does not find it");
    return { kind: "unknown", failure: { ...silent, state: "indeterminate" } };
  } catch (error) {
    if (error instanceof ScimError && error.status === 409) {
      return { kind: "conflict", failure: { ...failureOf(error), code: "conflict" } };
    }
    // It may mean something else as well: the look tells.
    if (error instanceof ScimError && session.profile.matching.conflictStatuses.includes(error.status)) {
      return { kind: "conflict", failure: failureOf(error) };
    }
    // Some providers say no more than 400 of a group whose name is taken.
    if (error instanceof ScimError && error.status === 400 && type === "Group") {
      return { kind: "refused", failure: failureOf(error) };
    }
    if (!mayHaveMadeIt(error)) throw error;
    return { kind: "unknown", failure: { ...failureOf(error), state: "indeterminate" } };
  }
}

function mayHaveMadeIt(error: unknown): boolean {
  if (error instanceof NetworkError) return error.mayHaveArrived;
  return error instanceof ScimError && error.status >= 500 && error.status !== 501;
}

/** Says who holds the name that was refused, where that can be seen. */
async function nameHolder(session: PushSession, wish: Wish, refused: Failure): Promise<Failure> {
  const holder = await holderOf(session, wish);
  if (holder !== undefined) return conflictWith(holder, refused);
  if (refused.code !== "conflict") {
    const said = "the target says so of a name that is taken, too, and nobody who is visible has it";
    return { ...refused, detail: `${refused.detail}; ${said}` };
  }
  if (session.profile.reads.shows === "own" && wish.type === "User") return takenUnseen(refused);
  const unseen = "no visible resource matches: it may be held by something this token cannot see";
  return { ...refused, detail: `${refused.detail}; ${unseen}, such as a deleted account` };
}

function takenUnseen(refused: Failure): Failure {
  const detail = `${refused.detail}; this service shows only accounts that were made through this connection`;
  return { ...refused, code: "taken_unseen", detail };
}

function conflictWith({ id, name }: Holder, refused: Failure): Failure {
  const detail = `${refused.detail}; it is held by ${id} (${name}), which does not match`;
  return { ...refused, code: "conflict", detail };
}
