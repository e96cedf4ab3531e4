import type { ScimId } from "../scim/resource.ts";
import { type Failure, failure } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** The next run makes a group anew that is gone, unless policy says that somebody is to look at it first. */
export function groupGone({ groups }: PushSession, scimId: ScimId): Failure {
  const detail = `${scimId} is gone at the target`;
  if (groups.missing === "report") return failure("missing", `${detail} (groups.missing: report)`);
  return { ...failure("gone", detail), link: "drop" };
}
