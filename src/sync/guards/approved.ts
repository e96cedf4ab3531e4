import { type Approval, approvalDigest, approvalLasts } from "../../plan/approval.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { Planning } from "../planning/planning.ts";

/**
 * Releases what somebody approved: the very operation, planned again. Guards neither count nor hold it. The approval is
 * used up once the operation is done, so that a target that cannot be reached tonight does not cost a second one. Gives the
 * numbers in the journal.
 */
export function releaseApproved(planning: Planning, resource: ResourceType): ReadonlySet<number> {
  const { store, target, now } = planning;
  const { id } = target.config;
  const since = now - approvalLasts;
  store.approvals.useUp(id, since);
  const released = new Set<number>();
  if (!store.approvals.hasStanding(id, since)) return released;
  for (const approval of store.approvals.standing(id, since)) {
    const seq = releaseOne(planning, resource, approval);
    if (seq !== undefined) released.add(seq);
  }
  return released;
}

function releaseOne(planning: Planning, resource: ResourceType, approval: Approval): number | undefined {
  const { store, target, run } = planning;
  const { id } = target.config;
  const { entry, kind, digest } = approval;
  // In a plan that is only shown, accounts to be made are not in the journal.
  const isCreate = resource === "User" && kind === "create";
  if (isCreate && store.targets.link(id, entry) === undefined) store.targets.admit(entry);
  const planned = store.journal.planned(run, entry);
  const found = planned.find(
    ({ operation }) => operation.resource === resource && approvalDigest(operation) === digest,
  );
  if (found === undefined) return undefined;
  if (kind === "reactivate") store.targets.admit(entry);
  store.journal.release(found.seq);
  store.approvals.noteUse(id, approval, run);
  return found.seq;
}
