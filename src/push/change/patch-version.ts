import type { Resource } from "../../scim/resource.ts";
import { ScimError } from "../../scim/scim-error.ts";
import type { PatchOperation, PatchOptions } from "../../scim/write-request.ts";
import { withoutMembers } from "../members/read-members.ts";
import type { PushSession } from "../session.ts";
import type { Written } from "./send-patches.ts";

const attempts = 3;

/** Whether PUT and PATCH say If-Match without being asked to (RFC 7644 §3.14). */
export function saysVersions({ profile }: Pick<PushSession, "profile">): boolean {
  return profile.endpoint.etag === "always";
}

/**
 * PATCH of what does not depend on what is there, such as members that join. Where each write says a version, it is read
 * just before, and again when somebody else was faster.
 */
export async function patchVersion(
  session: PushSession,
  { type, id }: Written,
  operations: readonly PatchOperation[],
  options: PatchOptions,
): Promise<Resource | undefined> {
  const { client } = session;
  if (!saysVersions(session)) return client.patch(type, id, operations, options);
  const selection = type === "Group" ? withoutMembers(session) : {};
  for (let attempt = 1; ; attempt += 1) {
    const held = await client.get(type, id, selection);
    if (held === undefined) throw new ScimError(404, `there is no ${type} ${id}`);
    const condition = held.version === undefined ? {} : { ifMatch: held.version };
    try {
      return await client.patch(type, id, operations, { ...options, ...condition });
    } catch (error) {
      const isStale = error instanceof ScimError && error.status === 412;
      if (!isStale || attempt === attempts) throw error;
    }
  }
}
