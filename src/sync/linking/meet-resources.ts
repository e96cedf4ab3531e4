import type { JsonObject } from "../../canonical.ts";
import type { PushSession } from "../../push/session.ts";
import { nameOf } from "../../push/find/finder.ts";
import { siblingOwner } from "../../push/find/owner.ts";
import { member, textAt } from "../../scim/attribute-value.ts";
import type { Listing } from "../../scim/listing/listing-end.ts";
import { readListing } from "../../scim/listing/listing.ts";
import type { Resource, ResourceType } from "../../scim/resource.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { Matching, Meeting } from "../../store/matching-store.ts";
import type { Target } from "../target.ts";
import { hintMarks, matchMarks } from "./marks.ts";

const batchSize = 200;

export interface MeetOptions {
  readonly target: Target;
  readonly matching: Matching;
  /** Given each resource as it came. */
  readonly onResource?: (type: ResourceType, resource: Resource) => void;
}

/** Reads all resources of a type by the lists of the target, a request a page, and keeps of each what matching and linking need. */
export async function meetResources(
  session: PushSession,
  type: ResourceType,
  { target, matching, onResource }: MeetOptions,
): Promise<Listing> {
  const { client, profile, capabilities, store } = session;
  const { excludeMembers, ...how } = profile.reads;
  const omits = type === "Group" && excludeMembers && onResource === undefined;
  const selection = omits ? { excludedAttributes: ["members"] } : {};
  const options = { ...how, pagination: capabilities.pagination, ...selection };
  const kind = kindOf(type);
  let batch: Resource[] = [];
  function takeBatch(): void {
    const met = meetingsOf(session, target, type, batch);
    store.atOnce(() => matching.meet(kind, met));
    batch = [];
  }
  const listing = await readListing(client, type, options, (resource) => {
    onResource?.(type, resource);
    batch.push(resource);
    if (batch.length === batchSize) takeBatch();
  });
  takeBatch();
  return listing;
}

export function kindOf(type: ResourceType): EntryKind {
  return type === "User" ? "user" : "group";
}

/** What is to be kept of resources, in the order in which they came. */
export function meetingsOf(
  session: PushSession,
  target: Target,
  type: ResourceType,
  resources: readonly Resource[],
): readonly Meeting[] {
  const { store, users, groups } = session;
  const match = type === "User" ? users.policy.match : groups.match;
  const template = type === "User" ? target.config.users.template : target.config.groups.template;
  const kept = [...Object.keys(template.attributes), "active", "externalId", nameOf[type]];
  return resources.map(({ id, attributes }) => ({
    id,
    name: textAt(attributes, nameOf[type]) ?? id,
    holder: store.targets.claimedBy(session.target, kindOf(type), id) ?? siblingOwner(session, type, id),
    attributes: only(attributes, kept),
    marks: [...matchMarks(attributes, match), ...(type === "User" ? hintMarks(attributes) : [])],
  }));
}

/** What nobody maps, such as photos, is not kept. */
function only(attributes: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = member(attributes, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
