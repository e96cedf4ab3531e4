import type { Json, JsonObject } from "../../canonical.ts";
import { keysIn } from "../../mapping/reference.ts";
import type { AttributeChange } from "../../plan/change.ts";
import type { DepartureCause } from "../../plan/departure.ts";
import type { EntryId, Operation, OperationKind, Phase } from "../../plan/operation.ts";
import { phases } from "../../plan/operation.ts";
import type { SwitchingOff } from "../../plan/policy.ts";
import type { ResourceType, ScimId } from "../../scim/resource.ts";
import type { SourceKey } from "../../source/record.ts";

/** An operation as its journal row has it. */
export interface OperationRow {
  readonly phase: Phase;
  readonly key: SourceKey;
  readonly entry: EntryId;
  readonly kind: OperationKind;
  readonly resource: ResourceType;
  readonly name: string;
  readonly targetId: ScimId | null;
  /** JSON text of what the other columns do not hold. */
  readonly payload: string;
}

/** What of an operation its columns do not hold. */
export function payloadOf(operation: Operation): JsonObject {
  switch (operation.kind) {
    case "create":
      return { attributes: operation.attributes };
    case "link":
      return { to: operation.to };
    case "reactivate":
      return {
        attributes: operation.attributes,
        removed: operation.removed,
        ...(operation.way !== undefined && { way: operation.way }),
      };
    case "update":
      return {
        changes: operation.changes as unknown as Json,
        ...(operation.forced === true && { forced: true }),
      };
    case "addMembers":
    case "removeMembers":
      return { members: operation.members, count: operation.members.length };
    case "deactivate":
      return { ...whyOf(operation), ...switchingOff(operation) };
    case "delete":
    case "unlink":
      return whyOf(operation);
  }
}

function whyOf({ cause, departure }: Pick<Payload, "cause" | "departure">): JsonObject {
  return { cause, ...(departure !== undefined && { departure }) };
}

function switchingOff({ by, ends }: SwitchingOff) {
  return { ...(by !== undefined && { by }), ...(ends !== undefined && { ends }) };
}

/** Keys of the users an operation cannot do without, as a JSON list; null when it needs nobody. */
export function needsOf(operation: Operation): string | null {
  if (operation.kind !== "update" || operation.phase !== phases.references) return null;
  return JSON.stringify(operation.changes.flatMap((change) => keysIn(change.after ?? null)));
}

export function readOperation(row: OperationRow): Operation {
  const { phase, key, entry, kind, resource, name, targetId } = row;
  const about = { phase, key, entry, resource, name };
  const payload = JSON.parse(row.payload) as Payload;
  switch (kind) {
    case "create":
      return { ...about, kind, attributes: payload.attributes };
    case "link":
      return { ...about, kind, to: payload.to };
    case "reactivate":
      return {
        ...about,
        kind,
        targetId: linked(targetId),
        attributes: payload.attributes,
        removed: payload.removed,
        ...(payload.way !== undefined && { way: payload.way }),
      };
    case "update":
      return {
        ...about,
        kind,
        targetId,
        changes: payload.changes,
        ...(payload.forced === true && { forced: true }),
      };
    case "addMembers":
    case "removeMembers":
      return { ...about, kind, members: payload.members };
    case "deactivate":
      return { ...about, kind, targetId, ...causeIn(payload), ...switchingOff(payload) };
    case "delete":
    case "unlink":
      return { ...about, kind, targetId: linked(targetId), ...causeIn(payload) };
  }
}

/** The members a payload has depend on the kind; each branch above reads only its own. */
interface Payload extends SwitchingOff {
  readonly attributes: JsonObject;
  readonly removed: readonly string[];
  readonly changes: readonly AttributeChange[];
  readonly forced?: true;
  readonly members: readonly EntryId[];
  readonly cause: string;
  readonly departure?: DepartureCause;
  readonly to: string;
  readonly way?: "create" | "byHand";
}

function causeIn({ cause, departure }: Payload): Pick<Payload, "cause" | "departure"> {
  return departure === undefined ? { cause } : { cause, departure };
}

function linked(id: ScimId | null): ScimId {
  if (id === null) throw new Error("the journal lost the target id of an operation");
  return id;
}
