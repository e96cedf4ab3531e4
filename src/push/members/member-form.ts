import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { textAt } from "../../scim/attribute-value.ts";
import { readId, type ScimId } from "../../scim/resource.ts";
import type { PushSession } from "../session.ts";

/** The members, each named as the provider wants it: by `groups.memberForm` of its profile. */
export function namedMembers(session: PushSession, members: readonly Json[]): readonly JsonObject[] {
  const listed = members.map((member) => (isJsonObject(member) ? member : { value: member }));
  const { memberForm } = session.profile.groups;
  if (memberForm === "withDisplay") return withDisplay(session, listed);
  return listed.map(({ value = null, type }) => {
    const kind = type === "Group" ? "Group" : "User";
    if (memberForm === "withRef") return { value, $ref: session.client.locationOf(kind, idOf(value)) };
    return memberForm === "withType" || kind === "Group" ? { value, type: kind } : { value };
  });
}

/** The name that we gave to the account; of a member who is not ours, what the provider said. */
function withDisplay(session: PushSession, members: readonly JsonObject[]): readonly JsonObject[] {
  const { store, target } = session;
  const ids = members.map(({ value = null }) => idOf(value));
  const entries = store.targets.entriesOf(target, "user", ids);
  return members.map(({ value = null, type, display }) => {
    const entry = entries.get(idOf(value));
    const asserted = entry === undefined ? {} : (store.targets.link(target, entry)?.asserted ?? {});
    const name = textAt(asserted, "displayName") ?? textAt(asserted, "userName") ?? display ?? value;
    return { value, display: name, ...(type === "Group" && { type }) };
  });
}

function idOf(value: Json): ScimId {
  const id = readId(value);
  if (id === undefined) throw new Error("a member without an id is not written");
  return id;
}

/** Bytes that stand around the id of each member in a list. */
export function bytesAround({ profile, client }: PushSession, id: ScimId): number {
  const plain = 13;
  switch (profile.groups.memberForm) {
    case "value":
      return plain;
    case "withType":
      return plain + 15;
    case "withRef":
      return plain + 10 + Buffer.byteLength(client.locationOf("User", id));
    case "withDisplay":
      // Names are not looked up for that; hardly any is longer.
      return plain + 120;
  }
}
