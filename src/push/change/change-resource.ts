import type { JsonObject } from "../../canonical.ts";
import type { AttributeChange } from "../../plan/change.ts";
import type { Remark } from "../../plan/remark.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import type { ScimError } from "../../scim/scim-error.ts";
import { failure, failureOf, Unfinished } from "../outcome.ts";
import { isForHands } from "../refusal-by-hand.ts";
import { lostOf, readBack } from "./kept.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { judge, type Verdict } from "./judge-write.ts";
import type { PushSession } from "../session.ts";
import { takenName } from "./send-patches.ts";
import { isPlain, shapeOf } from "./shape.ts";
import { firstWay, nextWay, prove, settleOn, unproven, type Way } from "./ways.ts";

export type Changed =
  /** The provider has no such resource any more, confirmed by a read. */
  | { readonly gone: true }
  | {
      readonly gone: false;
      /** As they were asked for, however they were worded; none when there was nothing left to change. */
      readonly sent: readonly AttributeChange[];
      /** The resource as the provider says it is now; some say nothing. */
      readonly answer: Resource | undefined;
    };

/** What is to be changed; `held` is what the provider was just seen to hold, when somebody looked. */
export interface Change {
  readonly type: ResourceType;
  readonly id: ScimId;
  readonly changes: readonly AttributeChange[];
  readonly held?: Resource;
  /** Set for an account that is switched off, so that a PUT leaves it so. */
  readonly isOff?: boolean;
  /** What is known not to be kept there, so that no other way is tried for it. */
  readonly remarks?: readonly Remark[];
  /** What we last wrote to it, where that is known. */
  readonly asserted?: JsonObject;
}

/**
 * Writes the changes, and makes sure that they are understood: where it is not known that the provider understands changes
 * of such a shape, and always where access is switched on or off, the answer is looked at, or the resource read. What was
 * not understood, or was refused for its form, is tried in the other ways that the profile allows, and what helped is
 * remembered. Rejects with `ScimError`, `NetworkError` or `Unfinished`.
 */
export async function changeResource(session: PushSession, change: Change): Promise<Changed> {
  const { type, changes } = change;
  if (changes.length === 0) return { gone: false, sent: [], answer: undefined };
  const course: Course = { session, change, tried: new Set(), doubted: new Set(), done: [] };
  let open: Change = change;
  for (let way: Way | undefined = firstWay(session, type, changes); way !== undefined;) {
    course.tried.add(way);
    const made = await attempt(session, open, way, course.tried.size > 1);
    if (made.kind === "gone") return { gone: true };
    if (made.kind === "refused") {
      course.refusal ??= made.error;
      if (endsAccess(made.changes) && isForHands(session, made.error)) throw made.error;
      course.done.push(...made.done);
      const rest = made.changes.filter((one) => !made.done.includes(one));
      way = afterRefusal(course, way, rest, made.error);
      if (way === undefined) throw await unfinished(course, rest);
      open = { ...(course.done.length === 0 ? change : withoutHeld(change)), changes: rest };
      continue;
    }
    if (made.changes.length === 0) return { gone: false, sent: [], answer: made.answer };
    const verdict = await judge(
      session,
      { ...open, changes: made.changes },
      way,
      made,
      course.tried.size > 1,
    );
    learn(course, way, made.changes, verdict);
    const next = afterLoss(course, way, verdict);
    if (next === undefined) return { gone: false, sent: changes, answer: verdict.seen };
    const again = verdict.isSwept ? made.changes : verdict.lost;
    open = { ...withoutHeld(change), ...baseOf(type, made, verdict), changes: again };
    way = next;
  }
  throw new Error("there is no way to write");
}

function endsAccess(changes: readonly AttributeChange[]): boolean {
  return changes.some((one) => shapeOf(one) === "active" && one.after === false);
}

interface Course {
  readonly session: PushSession;
  readonly change: Change;
  readonly tried: Set<Way>;
  /** Changes that one way at least did not do for. */
  readonly doubted: Set<AttributeChange>;
  readonly done: AttributeChange[];
  refusal?: ScimError;
}

function withoutHeld(change: Change): Omit<Change, "held"> {
  const { held: _, ...rest } = change;
  return rest;
}

/** What the next attempt goes by; a group has to be read with its members. */
function baseOf(
  type: ResourceType,
  { before }: Extract<Attempt, { kind: "done" }>,
  { isSwept, seen }: Verdict,
): Pick<Change, "held"> {
  const held = isSwept ? before : seen;
  return type === "Group" || held === undefined ? {} : { held };
}

/** The way to go after a refusal that may be about the form, not about the values. */
function afterRefusal(
  { session, change, tried, doubted }: Course,
  way: Way,
  rest: readonly AttributeChange[],
  { status, scimType }: ScimError,
): Way | undefined {
  const { type } = change;
  const isPut = way === "put" || way === "putNull";
  // Whoever has no PUT may have PATCH, whatever ServiceProviderConfig says.
  if (isPut) return tried.size === 1 && !session.verbs.usesPut(type) ? "stated" : undefined;
  const peculiar = rest.filter((one) => !isPlain(one));
  const fresh = unproven(session, type, way, peculiar);
  // A path may be understood for one attribute and not for another.
  const isOfPath = [404, 410, 501].includes(status) || scimType === "invalidPath" || scimType === "noTarget";
  const suspects = fresh.length > 0 || !isOfPath ? fresh : peculiar;
  for (const one of suspects.length > 0 ? suspects : rest) doubted.add(one);
  const isVerb = status === 405 || (status === 501 && rest.every(isPlain));
  const next = nextWay(session, type, isVerb || status === 501 ? "whole" : way, rest);
  if (isVerb || status === 501) return next ?? (status === 501 && way === "stated" ? "whole" : undefined);
  if (status === 404 || status === 410) return next;
  // A whole attribute may hold what the provider shows and does not take, or a null.
  return (status === 400 || status === 422) && (suspects.length > 0 || way === "whole") ? next : undefined;
}

/** The way to go for what was not kept; undefined when there is none. */
function afterLoss(
  { session, change, tried, doubted }: Course,
  way: Way,
  { lost }: Verdict,
): Way | undefined {
  const { type, id } = change;
  if (lost.length === 0) return undefined;
  for (const one of lost) doubted.add(one);
  const next = nextWay(session, type, way, lost);
  if (next !== undefined && !tried.has(next)) return next;
  for (const one of lost) session.verbs.noteFutile(type, one.path);
  const stuck = lost.find((one) => shapeOf(one) === "active");
  if (stuck !== undefined) throw notSwitched(id, stuck);
  return undefined;
}

function notSwitched(id: ScimId, { after }: AttributeChange): Unfinished {
  return after === false
    ? new Unfinished(
        failure("not_deactivated", `${id} is still active, although every write of it was taken`),
      )
    : new Unfinished(
        failure("not_reactivated", `${id} is still inactive, although every write of it was taken`),
      );
}

/** Remembers what the write showed of the provider. */
function learn(
  { session, change, refusal, doubted }: Course,
  way: Way,
  changes: readonly AttributeChange[],
  { kept, telling }: Verdict,
): void {
  const { type } = change;
  const isPut = way === "put" || way === "putNull";
  if (way === "stated" || isPut) prove(session, type, way, isPut ? kept : telling);
  if (way === "stated") return;
  const isVerb = refusal?.status === 405 || (refusal?.status === 501 && changes.every(isPlain));
  if (isVerb && isPut) {
    if (session.verbs.usesPut(type)) return;
    session.verbs.patchRefused(type);
    session.log.info({ target: session.target, type }, "PATCH is refused there, so PUT is used");
    return;
  }
  const helped = kept.filter((one) => doubted.has(one));
  settleOn(session, type, way, helped);
}

/** A refusal that no other way got round. */
async function unfinished(
  { session, change, refusal, done }: Course,
  rest: readonly AttributeChange[],
): Promise<Error> {
  if (refusal === undefined) throw new Error("nothing was refused");
  const { type, id } = change;
  if (session.profile.matching.conflictStatuses.includes(refusal.status)) {
    const taken = await takenName(session, change, rest, refusal);
    const paths = done.map(({ path }) => path);
    if (taken !== undefined) return new Unfinished(taken, paths, { cause: refusal });
  }
  const isMissing = refusal.status === 404 || refusal.status === 410;
  const why = isMissing
    ? {
        ...failureOf(refusal),
        code: "unsupported" as const,
        detail: `${refusal.status}, but ${id} is there: ${refusal.detail}`,
      }
    : failureOf(refusal);
  // Not every provider takes all of a request or nothing.
  const mayBeHalf = rest.length > 1 && rest.some((one) => shapeOf(one) === "addValue");
  const held = mayBeHalf ? await readBack(session, type, id) : undefined;
  const lost = held === undefined ? rest : lostOf(session, held.attributes, rest);
  const made = [...done, ...rest.filter((one) => !lost.includes(one))].map(({ path }) => path);
  if (made.length === 0) return isMissing ? new Unfinished(why) : refusal;
  const detail = `${why.detail} (${made.length} of ${change.changes.length} changes were made)`;
  return new Unfinished({ ...why, detail }, made, { cause: refusal });
}
