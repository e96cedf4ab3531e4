import type { Attention } from "../../plan/attention.ts";
import { knownOfFound } from "../../plan/link-found.ts";
import type { EntryId } from "../../plan/operation.ts";
import { noPolicies } from "../../plan/attribute-policies.ts";
import type { PushSession } from "../../push/session.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { Matching } from "../../store/matching-store.ts";
import { type Planning, pageSize } from "../planning.ts";
import { kindOf } from "./meet-resources.ts";
import { wantedPages } from "./wanted-records.ts";

export interface Linking {
  readonly planning: Planning;
  readonly session: PushSession;
  readonly matching: Matching;
}

/** How many were linked, and how many of them hold something other than what is wanted. */
export interface Linked {
  readonly linked: number;
  readonly differ: number;
}

/**
 * Links the pairs as an adoption leaves them, but that nothing is sent: what an account holds of what is wanted counts
 * as last written. Runs inside a transaction of its owner.
 */
export async function linkPairs(linking: Linking): Promise<Readonly<Record<"users" | "groups", Linked>>> {
  const { planning } = linking;
  const { store, target, now } = planning;
  const { id, baseUrl } = target.config;
  // Whoever names another account is compared with its id, so that all have theirs first.
  for (const type of ["User", "Group"] as const) claimPairs(linking, type);
  const users = await rememberHeld(linking, "User");
  const groups = await rememberHeld(linking, "Group");
  // Links are stamped with the tenant they are of.
  if (store.targets.target(id) === undefined)
    store.targets.putTarget({ id, baseUrl, mapping: "", revision: 0 });
  if (users.linked > 0) store.linking.reconsiderGroups(id, now);
  return { users, groups };
}

function claimPairs({ planning, matching }: Linking, type: ResourceType): void {
  const { store, target, now } = planning;
  const kind = kindOf(type);
  let page = matching.pairs(kind, 0, pageSize);
  while (page.length > 0) {
    for (const { entry, id } of page) {
      const link = { scimId: id, origin: "adopted", state: "active", asserted: {}, since: now } as const;
      store.targets.putLink(target.config.id, kind, entry, link);
    }
    page = matching.pairs(kind, page.at(-1)?.entry ?? 0, pageSize);
  }
}

async function rememberHeld(linking: Linking, type: ResourceType): Promise<Linked> {
  const { planning, session, matching } = linking;
  const { store, target, now } = planning;
  const { id } = target.config;
  const kind = kindOf(type);
  let [linked, differ] = [0, 0];
  if (type === "Group") store.targets.clearMoving();
  for await (const page of wantedPages(planning, type)) {
    const pairs = matching.pairsOf(
      kind,
      page.map(({ view }) => view.entry),
    );
    for (const { view, resource, waits } of page) {
      const pair = pairs.get(view.entry);
      if (pair === undefined || resource === undefined) continue;
      const found = { held: pair.attributes, wanted: resource };
      const { differs, ...known } = knownOfFound(found, {
        policies: type === "User" ? session.users.policies : noPolicies,
        multiValued: session.profile.users.multiValued,
        seal: session.seal(view.entry),
      });
      store.targets.putLink(id, kind, view.entry, {
        scimId: pair.id,
        origin: "adopted",
        since: now,
        ...known,
      });
      const isDue = differs || known.state !== "active" || waits === true || type === "Group";
      store.targets.setAttention(id, view.entry, isDue ? toBeLookedAt(now) : undefined);
      if (type === "User") store.targets.reconsiderReferrers(id, view.entry, now);
      else assertMembersThere(linking, view.entry);
      linked += 1;
      if (differs || known.state !== "active") differ += 1;
    }
  }
  return { linked, differ };
}

function toBeLookedAt(now: number): Attention {
  return { reason: "unfinished", detail: "was linked as it is", since: now, due: now, attempts: 0 };
}

/** Members who are there and wanted count as ours: added again they would be members twice at some providers. */
function assertMembersThere({ planning, matching }: Linking, group: EntryId): void {
  const { store, target } = planning;
  const { id } = target.config;
  const there = new Set(store.targets.entriesOf(id, "user", matching.membersOf(group)).values());
  const { add } = store.targets.memberDiff(id, group, false);
  store.targets.assertMembers(
    id,
    group,
    add.filter((member) => there.has(member)),
  );
}
