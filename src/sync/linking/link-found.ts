import type { JsonObject } from "../../canonical.ts";
import { noPolicies } from "../../plan/attribute-policies.ts";
import type { Attention } from "../../plan/attention.ts";
import { knownOfFound } from "../../plan/link-found.ts";
import { nameOf } from "../../push/find/finder.ts";
import type { PushSession } from "../../push/session.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import type { Planning } from "../planning/planning.ts";
import { kindOf } from "./meet-resources.ts";
import type { WantedRecord } from "./wanted-records.ts";

/** A record, and the resource that is theirs. */
export interface FoundPair {
  readonly type: ResourceType;
  readonly record: WantedRecord;
  readonly found: Pick<Resource, "id" | "attributes">;
  /** Ids of those who are in the group. */
  readonly members?: readonly ScimId[];
}

/**
 * Links a record with what is theirs as an adoption leaves it, but that nothing is sent: what is there of what is wanted
 * counts as last written, and the next run sends the rest. Says whether there is a rest.
 */
export function linkFound(planning: Planning, session: PushSession, pair: FoundPair): boolean {
  const { store, target, now } = planning;
  const { type, record, found, members } = pair;
  // Of one that is not wanted the name is kept, by which people know it.
  const { view, resource = nameIn(type, found.attributes), waits = false } = record;
  const { id } = target.config;
  const about = { held: found.attributes, wanted: resource };
  const { differs, ...known } = knownOfFound(about, {
    policies: type === "User" ? session.users.policies : noPolicies,
    multiValued: session.profile.users.multiValued,
    seal: session.seal(view.entry),
  });
  store.targets.putLink(id, kindOf(type), view.entry, {
    scimId: found.id,
    origin: "adopted",
    since: now,
    ...known,
  });
  const isOther = differs || known.state !== "active" || record.resource === undefined;
  const isDue = isOther || waits || type === "Group";
  store.targets.setAttention(id, view.entry, isDue ? toBeLookedAt(now) : undefined);
  if (type === "User") store.targets.reconsiderReferrers(id, view.entry, now);
  else assertMembersThere(planning, view.entry, members ?? []);
  return isOther;
}

function nameIn(type: ResourceType, held: JsonObject): JsonObject {
  const name = textAt(held, nameOf[type]);
  return name === undefined ? {} : { [nameOf[type]]: name };
}

/** A record that the next run thinks about. */
export function toBeLookedAt(now: number, detail = "was linked as it is"): Attention {
  return { reason: "unfinished", detail, since: now, due: now, attempts: 0 };
}

/** Members who are there and wanted count as ours: added again they would be members twice at some providers. */
function assertMembersThere({ store, target }: Planning, group: number, members: readonly ScimId[]): void {
  const { id } = target.config;
  const there = new Set(store.targets.entriesOf(id, "user", members).values());
  const { add } = store.targets.memberDiff(id, group, false);
  const known = add.filter((member) => there.has(member));
  store.targets.assertMembers(id, group, known);
}

/** Links are stamped with the tenant they are of, from the first one on. */
export function stampTenant({ store, target }: Planning): void {
  const { id, baseUrl } = target.config;
  if (store.targets.target(id) === undefined)
    store.targets.putTarget({ id, baseUrl, mapping: "", revision: 0 });
}
