import type { PatchOperation } from "../../scim/write-request.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { Facts } from "../learnt.ts";
import { namedMembers } from "./member-form.ts";
import { canReadMembers } from "./read-members.ts";
import type { PushSession } from "../session.ts";

/**
 * `pathFilter`: remove `members[value eq "id"]`, an operation for each. `valueList`: remove `members` with a list of
 * values. `replace`: replace `members` by those who stay. `put`: PUT of the group with those who stay.
 */
export type RemovalForm = Facts["groups.removalForm"];

/**
 * The ways to take members out that may be tried, in order. A list of values means everybody to a provider that looks at
 * the path alone, so that another way than RFC 7644's own is found out only where it can be seen what it did.
 */
export function formsToTry(session: PushSession): readonly [RemovalForm, ...RemovalForm[]] {
  if (session.verbs.usesPut("Group")) return ["put"];
  const stated = session.profile.groups.removeMembers;
  if (stated !== "auto") return [stated];
  if (!canReadMembers(session)) return ["pathFilter"];
  return session.verbs.mayPut("Group")
    ? ["pathFilter", "valueList", "replace", "put"]
    : ["pathFilter", "valueList", "replace"];
}

/** Whether the way writes the whole list of members. */
export function isWholeList(form: RemovalForm): form is "replace" | "put" {
  return form === "replace" || form === "put";
}

/** Never `remove members` without naming whom, and never several in one filter: some providers take out the first alone. */
export function removalOperations(
  session: PushSession,
  form: "pathFilter" | "valueList",
  ids: readonly ScimId[],
): readonly PatchOperation[] {
  if (form === "valueList") return [{ op: "remove", path: "members", value: namedMembers(session, ids) }];
  // JSON text of an id is also its form in a filter (RFC 7644 §3.4.2.2).
  return ids.map((id) => ({ op: "remove", path: `members[value eq ${JSON.stringify(id)}]` }));
}

export function additionOperations(session: PushSession, ids: readonly ScimId[]): readonly PatchOperation[] {
  return [{ op: "add", path: "members", value: namedMembers(session, ids) }];
}
