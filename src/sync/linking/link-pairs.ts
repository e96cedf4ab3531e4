import type { PushSession } from "../../push/session.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { Matching } from "../../store/matching-store.ts";
import { type Planning, pageSize } from "../planning/planning.ts";
import { linkFound, stampTenant } from "./link-found.ts";
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

/** Links the pairs; nothing is written to the target. Runs inside a transaction of its owner. */
export async function linkPairs(linking: Linking): Promise<Readonly<Record<"users" | "groups", Linked>>> {
  const { planning } = linking;
  const { store, target, now } = planning;
  // Whoever names another account is compared with its id, so that all have theirs first.
  for (const type of ["User", "Group"] as const) claimPairs(linking, type);
  const users = await rememberHeld(linking, "User");
  store.targets.clearMoving();
  const groups = await rememberHeld(linking, "Group");
  stampTenant(planning);
  if (users.linked > 0) store.linking.reconsiderGroups(target.config.id, now);
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

async function rememberHeld({ planning, session, matching }: Linking, type: ResourceType): Promise<Linked> {
  let [linked, differ] = [0, 0];
  for await (const page of wantedPages(planning, type)) {
    const entries = page.map(({ view }) => view.entry);
    const pairs = matching.pairsOf(kindOf(type), entries);
    for (const record of page) {
      const found = pairs.get(record.view.entry);
      if (found === undefined) continue;
      const members = type === "Group" ? matching.membersOf(record.view.entry) : [];
      if (linkFound(planning, session, { type, record, found, members })) differ += 1;
      linked += 1;
    }
  }
  return { linked, differ };
}
