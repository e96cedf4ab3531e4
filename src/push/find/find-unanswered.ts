import type { JsonObject } from "../../canonical.ts";
import type { EntryId } from "../../plan/operation.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { Resource, ResourceType } from "../../scim/resource.ts";
import { lookUp, type Occasion } from "./look-up.ts";
import type { Failure } from "../outcome.ts";
import type { PushSession } from "../session.ts";

/** A resource that a create of ours made without our learning of it, and what was sent to make it. */
export interface Unanswered {
  readonly kind: "made";
  readonly resource: Resource;
  readonly sent: JsonObject;
}

/** `none` is said only when that is certain. */
export type Search =
  | Unanswered
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly failure: Failure };

/** Looks for what a create of ours made without our learning of it. */
export async function findUnanswered(
  session: PushSession,
  type: ResourceType,
  entry: EntryId,
): Promise<Search> {
  const { store, target, users, groups } = session;
  const { match } = type === "User" ? users.policy : groups;
  for (const sent of store.journal.doubtfulCreates(target, entry)) {
    const search = await searchFor(session, { type, match, sent }, "lost");
    if (search.kind !== "none") return search;
  }
  return { kind: "none" };
}

interface Lost {
  readonly type: ResourceType;
  readonly match: readonly string[];
  readonly sent: JsonObject;
}

/** Looks for the resource that these attributes were sent to make. */
export async function searchFor(
  session: PushSession,
  { type, match, sent }: Lost,
  occasion: Occasion,
): Promise<Search> {
  const found = await lookUp(session, { type, attributes: sent, match }, occasion);
  if (found.kind === "none" || (found.kind === "one" && isOfOther(found.resource, sent)))
    return { kind: "none" };
  if (found.kind === "one") return { kind: "made", resource: found.resource, sent };
  // Another record has that name by now, and an account that is its own.
  return found.failure.code === "duplicate_source" ? { kind: "none" } : found;
}

/** What we sent said whose it is, and this says that it is somebody else's. */
function isOfOther({ attributes }: Resource, sent: JsonObject): boolean {
  const [ours, theirs] = [textAt(sent, "externalId"), textAt(attributes, "externalId")];
  return ours !== undefined && theirs !== undefined && ours !== theirs;
}
