import type { EntryId, Operation, OperationKind } from "./operation.ts";

/** By what a person approves a saved plan: who comes, who changes, who goes. */
export const approvalKinds = ["create", "update", "removals"] as const;

export type ApprovalKind = (typeof approvalKinds)[number];

/** As guards see it, whoever is switched on again comes, and whoever is taken out of a group goes. */
export const kindApproval: Readonly<Record<OperationKind, ApprovalKind>> = {
  create: "create",
  link: "create",
  reactivate: "create",
  update: "update",
  addMembers: "update",
  removeMembers: "removals",
  deactivate: "removals",
  delete: "removals",
  unlink: "removals",
};

/**
 * The kind under which an operation is approved. What completes an account or a group that the same plan makes goes with
 * its creation: without it there is nothing to complete.
 */
export function approvalKindOf(operation: Operation, isMadeHere: (group: EntryId) => boolean): ApprovalKind {
  const { kind } = operation;
  const completes =
    (kind === "update" && operation.targetId === null) ||
    (kind === "addMembers" && isMadeHere(operation.entry));
  return completes ? "create" : kindApproval[kind];
}
