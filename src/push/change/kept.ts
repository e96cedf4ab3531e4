import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { presentAt } from "../../plan/at-path.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { differencesTo } from "../../plan/not-kept.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import { member, textAt } from "../../scim/attribute-value.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import { withoutMembers } from "../members/read-members.ts";
import type { PushSession } from "../session.ts";
import { shapeOf } from "./shape.ts";

/** Some providers answer a write with little more than the id. */
export function isWhole({ attributes }: Resource, type: ResourceType): boolean {
  return textAt(attributes, type === "User" ? "userName" : "displayName") !== undefined;
}

/** The resource as it is now; of a group without its members, which may be many. */
export function readBack(
  session: PushSession,
  type: ResourceType,
  id: ScimId,
): Promise<Resource | undefined> {
  return session.client.get(type, id, type === "Group" ? withoutMembers(session) : {});
}

/** Those of the changes that the resource does not show as they were sent. What is never shown counts as kept. */
export function lostOf(
  { profile, users }: PushSession,
  resource: JsonObject,
  changes: readonly AttributeChange[],
): readonly AttributeChange[] {
  const rules = {
    multiValued: profile.users.multiValued,
    secret: users.policies.secret,
    seal: () => "",
  };
  // Who is invited is active once they accept.
  const isInviting = profile.users.created === "invited";
  return changes.filter((change) => {
    if (shapeOf(change) === "active")
      return isOtherwise(resource, change) && !(isInviting && change.after !== false);
    const [list] = stepsOf(change.path);
    if (list?.picks !== undefined && list.picks.type === undefined)
      return isValueLost(member(resource, list.name), change);
    return differencesTo(resource, [change], rules).length > 0;
  });
}

/** Of a change to a value that is named by what it was. */
function isValueLost(list: Json | undefined, { before, after }: AttributeChange): boolean {
  const values = Array.isArray(list)
    ? list.map((item: Json) => (isJsonObject(item) ? item["value"] : item))
    : [];
  return after === undefined ? values.includes(before) : !values.includes(after);
}

/** Whether the resource shows that the account is on; some providers say it as text. Undefined when it does not show. */
export function isActive(resource: JsonObject): boolean | undefined {
  const active = member(resource, "active");
  const text = typeof active === "string" ? active.toLowerCase() : active;
  if (text === true || text === "true") return true;
  return text === false || text === "false" ? false : undefined;
}

function isOtherwise(resource: JsonObject, { after }: AttributeChange): boolean {
  const active = isActive(resource);
  return active !== undefined && active !== (after ?? true);
}

/** Whether all of the changes can be seen in the resource, which holds what was there before where they were not made. */
export function showsAll(
  session: PushSession,
  resource: JsonObject,
  changes: readonly AttributeChange[],
): boolean {
  if (lostOf(session, resource, changes).length > 0) return false;
  // What is not shown, such as a password, cannot be seen to have been made.
  return changes.every(
    ({ path, after }) =>
      after === undefined || presentAt(resource, { path, steps: stepsOf(path) }).length > 0,
  );
}
