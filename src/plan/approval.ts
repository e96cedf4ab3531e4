import { hash } from "node:crypto";
import { canonicalJson, type Json } from "../canonical.ts";
import type { SourceKey } from "../source/record.ts";
import type { EntryId, Operation, OperationKind } from "./operation.ts";

/** So long an approval stands, in milliseconds. */
export const approvalLasts = 24 * 3_600_000;

/** Somebody's word that one held operation may go. It holds for that very operation, once, for a day. */
export interface Approval {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly kind: OperationKind;
  /** Of what the operation would do. */
  readonly digest: string;
  /** The run that held it. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What an approval is bound to: the record, the kind, the id at the target, and for updates and members what would change.
 * Of an account to be made it is the person that is approved, not the title they have today. 32 characters of base64url.
 */
export function approvalDigest(operation: Operation): string {
  const { kind, resource, key } = operation;
  const targetId = "targetId" in operation ? operation.targetId : null;
  const bound: Json = [kind, resource, key, targetId, boundContent(operation)];
  return hash("sha256", canonicalJson(bound), "base64url").slice(0, 32);
}

function boundContent(operation: Operation): Json {
  if (operation.kind === "update") {
    return operation.changes.map(({ path, after = null }) => [path, after]);
  }
  return "members" in operation ? [...operation.members].sort((one, other) => one - other) : null;
}
