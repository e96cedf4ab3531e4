import { isIdentical } from "../../plan/identical.ts";
import type { Link } from "../../plan/link.ts";
import { observeDrift } from "../../plan/observe.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { PushSession } from "../../push/session.ts";
import { severalAtOnce } from "../../push/several-at-once.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { Drifted, OwnedLink, Sighting } from "../../store/observed-store.ts";
import type { Json } from "../../canonical.ts";

/** So many are asked for one by one before a list is believed about the rest. */
const sampleSize = 20;
const pageSize = 200;

/**
 * Lists of some providers tell less of a resource than it tells itself, and all would seem to have drifted. So some are
 * asked for one by one, and when one says something else than the list did, all that seem to have drifted are.
 */
export async function confirmDrift(session: PushSession, type: ResourceType): Promise<void> {
  let page = driftedPage(session, type, 0, sampleSize);
  let told = await readAnew(session, type, page);
  if (told.every(agrees)) return;
  while (page.length > 0) {
    page = driftedPage(session, type, page.at(-1)?.entry ?? 0, pageSize);
    told = await readAnew(session, type, page);
  }
}

function driftedPage({ store, target }: PushSession, type: ResourceType, after: EntryId, limit: number) {
  return store.observed.drifted(target, type === "User" ? "user" : "group", after, limit);
}

interface Told {
  readonly listed: Link;
  readonly sighting: Sighting;
}

function agrees({ listed, sighting: { drift } }: Told): boolean {
  return drift !== undefined && isIdentical(drift as unknown as Json, listed as unknown as Json);
}

/** Asks for each, and keeps what it said of itself. */
async function readAnew(
  session: PushSession,
  type: ResourceType,
  suspects: readonly Drifted[],
): Promise<readonly Told[]> {
  const told: Told[] = [];
  await severalAtOnce(session.concurrency, suspects, async ({ entry, drift }) => {
    const resource = await session.client.get(type, drift.scimId);
    const link = session.store.targets.link(session.target, entry);
    if (resource === undefined || link === undefined) return;
    const now = observeDrift(link, resource.attributes, session.users.policies);
    told.push({ listed: drift, sighting: { entry, drift: now } });
  });
  session.store.atOnce(() => session.store.observed.note(told.map(({ sighting }) => sighting)));
  return told;
}

/**
 * Asks for links that a whole list did not show, one by one: some lists leave out who is there. Gives how many are gone.
 * Where all of a good many are, the list is believed about the rest.
 */
export async function confirmMissing(session: PushSession, type: ResourceType): Promise<number> {
  const { store, target } = session;
  const kind = type === "User" ? "user" : "group";
  let after: EntryId = 0;
  let isHonest = true;
  do {
    const page = store.observed.unseen(target, kind, after, sampleSize);
    after = page.at(-1)?.entry ?? after;
    const there = await whoIsThere(session, type, page);
    isHonest = there.length === 0;
    store.atOnce(() => store.observed.note(there));
  } while (!isHonest);
  return store.observed.countUnseen(target, kind);
}

async function whoIsThere(
  session: PushSession,
  type: ResourceType,
  owned: readonly OwnedLink[],
): Promise<readonly Sighting[]> {
  const there: Sighting[] = [];
  await severalAtOnce(session.concurrency, owned, async ({ entry, link }) => {
    const resource = await session.client.get(type, link.scimId);
    if (resource === undefined) return;
    there.push({ entry, drift: observeDrift(link, resource.attributes, session.users.policies) });
  });
  return there;
}
