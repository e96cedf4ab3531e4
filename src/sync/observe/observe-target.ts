import { textAt } from "../../scim/attribute-value.ts";
import type { Listing } from "../../scim/listing/listing-end.ts";
import { readListing } from "../../scim/listing/listing.ts";
import type { Resource, ResourceType } from "../../scim/resource.ts";
import { acceptedIn, observeDrift } from "../../plan/observe.ts";
import type { PushSession } from "../../push/session.ts";
import type { OwnedLink, Sighting } from "../../store/observed-store.ts";
import { confirmDrift, confirmMissing } from "./confirm-observed.ts";
import { observeMembers } from "./observe-members.ts";
import type { Look, Observation } from "./observation.ts";

const batchSize = 200;
const shownStrangers = 20;
/** Where a service has no groups, none are asked for. */
const noGroups: Look = { listed: 0, linked: 0, drifted: 0, missing: 0, unmanaged: 0, strangers: [] };

/**
 * Reads all users and groups of a target by its lists, a request a page, and the members of linked groups. What was seen
 * of links is kept in the store until the next look; nothing else is written. Rejects with `TargetError` and
 * `NetworkError`.
 */
export async function observeTarget(session: PushSession): Promise<Observation> {
  session.store.observed.clear();
  const users = await look(session, "User");
  const groups = session.profile.groups.support === "none" ? noGroups : await look(session, "Group");
  return { users, groups, members: await observeMembers(session) };
}

interface Seen {
  listed: number;
  linked: number;
  readonly strangers: string[];
}

async function look(session: PushSession, type: ResourceType): Promise<Look> {
  const { store, target } = session;
  const kind = type === "User" ? "user" : "group";
  const seen: Seen = { listed: 0, linked: 0, strangers: [] };
  const listing = await list(session, type, seen);
  await confirmDrift(session, type);
  const missing = listing.complete ? await confirmMissing(session, type) : 0;
  const { listed, linked, strangers } = seen;
  const drifted = store.observed.countDrifted(target, kind);
  const counts = { listed, linked, drifted, missing, unmanaged: listed - linked, strangers };
  return listing.complete ? counts : { ...counts, incomplete: listing.why };
}

async function list(session: PushSession, type: ResourceType, seen: Seen): Promise<Listing> {
  const { client, profile, capabilities } = session;
  const { excludeMembers, ...how } = profile.reads;
  const selection = type === "Group" && excludeMembers ? { excludedAttributes: ["members"] } : {};
  const options = { ...how, pagination: capabilities.pagination, ...selection };
  let batch: Resource[] = [];
  const listing = await readListing(client, type, options, (resource) => {
    batch.push(resource);
    if (batch.length < batchSize) return;
    sight(session, type, batch, seen);
    batch = [];
  });
  sight(session, type, batch, seen);
  return listing;
}

function sight(session: PushSession, type: ResourceType, resources: readonly Resource[], seen: Seen): void {
  const { store, target } = session;
  const links = store.observed.linksOf(
    target,
    type === "User" ? "user" : "group",
    resources.map(({ id }) => id),
  );
  const sightings = resources.flatMap((resource) => {
    const owned = links.get(resource.id);
    if (owned === undefined) meetStranger(seen, type, resource);
    return owned === undefined ? [] : [sightingOf(session, owned, resource)];
  });
  seen.listed += resources.length;
  seen.linked += sightings.length;
  store.atOnce(() => store.observed.note(sightings));
}

function meetStranger(seen: Seen, type: ResourceType, { id, attributes }: Resource): void {
  if (seen.strangers.length >= shownStrangers) return;
  seen.strangers.push(textAt(attributes, type === "User" ? "userName" : "displayName") ?? id);
}

/** What the resource shows of its link. */
export function sightingOf(
  { store, target, users: { policies } }: PushSession,
  { entry, link }: OwnedLink,
  { attributes }: Resource,
): Sighting {
  // From now on whoever is not active was switched off.
  const accepted = acceptedIn(link, attributes);
  if (accepted !== undefined) store.atOnce(() => store.targets.putLink(target, "user", entry, accepted));
  return { entry, drift: observeDrift(accepted ?? link, attributes, policies) };
}
