import type { JsonObject } from "../canonical.ts";
import type { EntryId } from "../plan/operation.ts";
import type { Resource, ResourceType, ScimId } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { NetworkError } from "../scim/transport.ts";
import { type Found, lookUp } from "./look-up.ts";
import { type Failure, failure, failureOf } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** `made`: the provider made it for us. `found`: it was there before us. */
export type Made =
  | { readonly kind: "made"; readonly id: ScimId; readonly answer: Resource }
  | { readonly kind: "found"; readonly resource: Resource }
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
}

/**
 * Makes a resource exactly once. Looks first; after an answer that does not tell whether it was made, looks again
 * before it repeats anything. A 409 is never repeated. What another record of this push has laid hold of is refused.
 */
export async function makeResource(session: PushSession, wish: Wish): Promise<Made> {
  const made = await makeOrFind(session, wish);
  if (made.kind === "failed") return made;
  const id = made.kind === "made" ? made.id : made.resource.id;
  if (session.claims.claim(wish.type, id, wish.entry)) return made;
  return {
    kind: "failed",
    failure: failure("duplicate_source", `another record of the source took ${id} in this run`),
  };
}

async function makeOrFind(session: PushSession, wish: Wish): Promise<Made> {
  const before = await lookUp(session, wish);
  if (before.kind !== "none") return fromFound(before);
  for (let attempt = 1; ; attempt += 1) {
    const posted = await post(session, wish);
    if (posted.kind === "made") return { kind: "made", id: posted.answer.id, answer: posted.answer };
    const found = await lookUp(session, wish);
    if (found.kind === "one" && posted.kind === "unknown")
      return { kind: "made", id: found.resource.id, answer: found.resource };
    if (found.kind !== "none") return fromFound(found);
    if (posted.kind === "conflict" || attempt === attempts)
      return { kind: "failed", failure: posted.failure };
    await session.clock.sleep(pauseBetween * attempt);
  }
}

function fromFound(found: Exclude<Found, { kind: "none" }>): Made {
  if (found.kind === "refused") return { kind: "failed", failure: found.failure };
  return { kind: "found", resource: found.resource };
}

type Posted =
  | { readonly kind: "made"; readonly answer: Resource }
  /** It may have been made. */
  | { readonly kind: "unknown"; readonly failure: Failure }
  /** The provider says that there is one. */
  | { readonly kind: "conflict"; readonly failure: Failure };

async function post(session: PushSession, { type, attributes }: Wish): Promise<Posted> {
  try {
    const made = await session.client.create(type, attributes);
    if (made !== undefined) return { kind: "made", answer: made };
    const silent = failure("no_answer", "the target answered without an id, and a look-up does not find it");
    return { kind: "unknown", failure: { ...silent, state: "indeterminate" } };
  } catch (error) {
    if (error instanceof ScimError && error.status === 409) {
      const detail = `${error.detail}; no visible resource matches: it may be held by something this token cannot see`;
      return { kind: "conflict", failure: { ...failureOf(error), code: "conflict", detail } };
    }
    if (!mayHaveMadeIt(error)) throw error;
    return { kind: "unknown", failure: { ...failureOf(error), state: "indeterminate" } };
  }
}

function mayHaveMadeIt(error: unknown): boolean {
  if (error instanceof NetworkError) return error.mayHaveArrived;
  return error instanceof ScimError && error.status >= 500 && error.status !== 501;
}
