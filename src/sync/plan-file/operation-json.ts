import { isJsonObject, type Json } from "../../canonical.ts";
import type { DepartureCause } from "../../plan/departure.ts";
import type { PlannedOperation } from "../planning/plan-only.ts";

/** An operation in the form of contract 3; ids of accounts to be made are written `(id of KEY)`. */
export function operationJson({ operation, state, members }: PlannedOperation): OperationJson {
  const { kind, resource, key, name } = operation;
  const targetId = "targetId" in operation ? operation.targetId : null;
  const held = state === "held" ? ({ held: true } as const) : {};
  const why = "cause" in operation ? { cause: operation.cause, departure: operation.departure ?? null } : {};
  const changes = changesOf(operation, members);
  return { kind, resource, key, name, targetId, changes, ...why, ...howOf(operation), ...held };
}

export interface OperationJson {
  readonly kind: PlannedOperation["operation"]["kind"];
  readonly resource: "User" | "Group";
  readonly key: string;
  readonly name: string;
  readonly targetId: string | null;
  readonly changes: readonly ChangeJson[];
  /** Why somebody or something goes, in words. */
  readonly cause?: string;
  readonly departure?: DepartureCause | null;
  /** Of a deactivation that is sent as DELETE. */
  readonly by?: "delete";
  /** Of a deactivation that ends the account, or its id. */
  readonly ends?: "hardDelete" | "idInvalidated";
  /** Of a reactivation that is not done by `active: true`. */
  readonly way?: "create" | "byHand";
  readonly held?: true;
}

export interface ChangeJson {
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
  readonly when?: "empty" | "filled";
}

/** How access ends or comes back, where that is not by `active`, and what becomes of the account. */
function howOf(operation: PlannedOperation["operation"]): Pick<OperationJson, "by" | "ends" | "way"> {
  if (operation.kind === "reactivate") return operation.way === undefined ? {} : { way: operation.way };
  if (operation.kind !== "deactivate") return {};
  const { by, ends } = operation;
  return { ...(by !== undefined && { by }), ...(ends !== undefined && { ends }) };
}

function changesOf(
  operation: PlannedOperation["operation"],
  members: readonly string[],
): readonly ChangeJson[] {
  switch (operation.kind) {
    case "create":
    case "reactivate":
      return Object.entries(operation.attributes).map(([path, after]) => ({ path, before: null, after }));
    case "update":
      return operation.changes.map(({ path, before, after, when }) => ({
        path,
        before: before ?? null,
        after: symbolic(after),
        ...(when === undefined ? {} : { when }),
      }));
    case "deactivate":
      return [{ path: "active", before: true, after: false }];
    case "addMembers":
      return [{ path: "members", before: null, after: members }];
    case "removeMembers":
      return [{ path: "members", before: members, after: null }];
    case "link":
      return [{ path: "id", before: null, after: operation.to }];
    case "delete":
    case "unlink":
      return [];
  }
}

/** What an attribute with nothing but a `value` holds, such as a manager; anything else as it is. */
export function bareValue(value: Json): Json {
  const isBare = isJsonObject(value) && "value" in value && Object.keys(value).length === 1;
  return isBare ? (value["value"] ?? null) : value;
}

/** A reference in JSON text; its key may hold quotes, escaped there. */
export const referenceInText = /"\\u0000ref:((?:[^"\\]|\\.)*)"/g;

function symbolic(value: Json | undefined): Json {
  if (value === undefined) return null;
  return JSON.parse(JSON.stringify(value).replaceAll(referenceInText, '"(id of $1)"')) as Json;
}
