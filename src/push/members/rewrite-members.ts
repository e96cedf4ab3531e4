import type { Json, JsonObject } from "../../canonical.ts";
import { isJsonObject } from "../../canonical.ts";
import type { EntryId, MembersOperation } from "../../plan/operation.ts";
import type { Resource, ScimId } from "../../scim/resource.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { encodePut } from "../change/encode-put.ts";
import { namedMembers } from "./member-form.ts";
import { wholeMembers } from "./read-members.ts";
import { saysVersions } from "../change/patch-version.ts";
import type { PushSession } from "../session.ts";

const attempts = 3;

/** Which members of which group, and whether the whole group is written, or the list alone. */
export interface Rewriting {
  readonly group: ScimId;
  readonly entry: EntryId;
  readonly kind: MembersOperation["kind"];
  readonly ids: readonly ScimId[];
  readonly by: "put" | "replace";
}

/**
 * Adds or removes members by reading the group and writing all of them back. Somebody else who writes at the same time
 * is noticed where the provider looks at versions. Never writes an empty list unless all who are in the group shall go.
 */
export async function rewriteMembers(session: PushSession, rewriting: Rewriting): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const held = await session.client.get("Group", rewriting.group);
    if (held === undefined) throw new ScimError(404, `there is no group ${rewriting.group}`);
    const before = wholeMembers(session, rewriting.entry, held.attributes);
    const after = changed(before, rewriting);
    if (isSame(before, after)) return;
    try {
      return await write(session, rewriting, held, namedMembers(session, after));
    } catch (error) {
      const isStale = error instanceof ScimError && error.status === 412;
      if (!isStale || attempt === attempts) throw error;
    }
  }
}

function changed(before: readonly Json[], { kind, ids }: Rewriting): readonly Json[] {
  const named: ReadonlySet<Json> = new Set(ids);
  const others = before.filter((member) => !named.has(idOf(member)));
  return kind === "removeMembers" ? others : [...others, ...ids.map((value) => ({ value }))];
}

function isSame(before: readonly Json[], after: readonly Json[]): boolean {
  const ids = new Set(before.map(idOf));
  return before.length === after.length && after.every((member) => ids.has(idOf(member)));
}

function idOf(member: Json): Json {
  return isJsonObject(member) ? (member["value"] ?? null) : null;
}

async function write(
  session: PushSession,
  { group, by }: Rewriting,
  held: Resource,
  members: readonly Json[],
): Promise<void> {
  const isSaid = saysVersions(session) || session.learnt.get("ifMatch") === "honoured";
  const condition = isSaid && held.version !== undefined ? { ifMatch: held.version } : {};
  if (by === "put") {
    const whole: JsonObject = { ...held.attributes, members };
    await session.client.replace("Group", group, encodePut("Group", whole, []), condition);
  } else {
    await session.client.patch(
      "Group",
      group,
      [{ op: "replace", path: "members", value: members }],
      condition,
    );
  }
}
