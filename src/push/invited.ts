import { isInvitation, type Remark } from "../plan/remark.ts";
import type { Resource } from "../scim/resource.ts";
import { isActive } from "./change/kept.ts";
import type { PushSession } from "./session.ts";

/**
 * The remarks on an account as the resource shows it. Where accounts wait for their owner, one that is not active yet is
 * as it shall be, which is kept in mind.
 */
export function withInvitation(
  { profile }: PushSession,
  remarks: readonly Remark[],
  { attributes }: Resource,
): readonly Remark[] {
  if (profile.users.created !== "invited") return remarks;
  const others = remarks.filter((one) => !isInvitation(one));
  return isActive(attributes) === false ? [...others, { kind: "invited", path: "active" }] : others;
}
