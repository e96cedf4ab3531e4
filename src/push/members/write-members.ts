import type { AttributeSelection } from "../../scim/list-request.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import { patchVersion } from "../change/patch-version.ts";
import type { Member, MemberWork } from "./member-work.ts";
import { additionOperations, isWholeList, type RemovalForm, removalOperations } from "./removal-form.ts";
import { withoutMembers } from "./read-members.ts";
import { rewriteMembers } from "./rewrite-members.ts";

/** How a write of members ended; an answer that never came, or a 5xx, does not tell what was done. */
export type Written =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly error: ScimError }
  | { readonly kind: "unknown"; readonly error: ScimError | NetworkError };

/** Adds or removes these members in one request. Rejects with what is not about this group alone. */
export async function writeMembers(work: MemberWork, members: readonly Member[]): Promise<Written> {
  try {
    await (work.kind === "addMembers" ? add(work, members) : remove(work, members));
    return { kind: "done" };
  } catch (error) {
    if (error instanceof NetworkError && error.mayHaveArrived) return { kind: "unknown", error };
    if (!(error instanceof ScimError)) throw error;
    const isAnswer = error.status < 500 && error.status !== 429;
    return { kind: isAnswer || error.status === 501 ? "refused" : "unknown", error };
  }
}

async function add(work: MemberWork, members: readonly Member[]): Promise<void> {
  const { session, group } = work;
  if (session.verbs.usesPut("Group")) return rewrite(work, members, "put");
  const ids = members.map(({ id }) => id);
  try {
    await patchVersion(
      session,
      { type: "Group", id: group },
      additionOperations(session, ids),
      answered(work),
    );
  } catch (error) {
    if (!turnsToPut(work, error, [405, 501])) throw error;
    await rewrite(work, members, "put");
  }
}

async function remove(work: MemberWork, members: readonly Member[]): Promise<void> {
  const { session, group, form } = work;
  if (isWholeList(form)) return rewrite(work, members, form);
  const ids = members.map(({ id }) => id);
  try {
    await patchVersion(
      session,
      { type: "Group", id: group },
      removalOperations(session, form, ids),
      answered(work),
    );
  } catch (error) {
    // A 501 may be about this way of taking out alone.
    if (!turnsToPut(work, error, [405])) throw error;
    work.form = "put";
    await rewrite(work, members, "put");
  }
}

/** Some answer each PATCH with the whole group. */
function answered({ session, isLarge }: MemberWork): AttributeSelection {
  return isLarge ? withoutMembers(session) : {};
}

/** Whether the provider turns out to have no PATCH of groups, so that PUT has to do. */
function turnsToPut(
  { session }: Pick<MemberWork, "session">,
  error: unknown,
  statuses: readonly number[],
): boolean {
  if (!(error instanceof ScimError) || !statuses.includes(error.status)) return false;
  session.verbs.patchRefused("Group");
  return session.verbs.usesPut("Group");
}

function rewrite(work: MemberWork, members: readonly Member[], by: RemovalForm & ("put" | "replace")) {
  const ids = members.map(({ id }) => id);
  return rewriteMembers(work.session, { group: work.group, entry: work.entry, kind: work.kind, ids, by });
}
