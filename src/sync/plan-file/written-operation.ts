import type { Json, JsonObject } from "../../canonical.ts";
import { substitute } from "../../mapping/reference.ts";
import { approvalKindOf } from "../../plan/approval-kind.ts";
import type { AttributeChange } from "../../plan/change.ts";
import type { Operation } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { SourceKey } from "../../source/record.ts";
import { operationJson } from "./operation-json.ts";
import type { WrittenOperation } from "./plan-file.ts";
import { keysOf } from "../planning/plan-id.ts";
import type { PlannedOperation } from "../planning/plan-only.ts";
import type { Planning } from "../planning/planning.ts";

/** Writes operations of a plan as a plan file has them; only while the plan is shown. */
export function operationWriter({
  store,
  target,
  run,
}: Planning): (planned: PlannedOperation) => WrittenOperation {
  const { id } = target.config;
  const named = (key: SourceKey) =>
    store.targets.accountOf(id, key) === undefined ? `new:User:${key}` : `User:${key}`;
  function membersOf(operation: Operation): readonly string[] {
    if (!("members" in operation)) return [];
    const linked = store.targets.memberIds(id, operation.members);
    const unlinked = operation.members.filter((entry) => !linked.has(entry));
    return [
      ...keysOf(store, [...linked.keys()]).map((key) => `User:${key}`),
      ...keysOf(store, unlinked).map((key) => `new:User:${key}`),
    ];
  }
  return ({ operation, state }) => {
    const { phase, kind, resource, key, entry } = operation;
    const known = ("targetId" in operation ? operation.targetId : null) ?? linkedTo(entry);
    // Whoever is to go may have been made by a run that never learnt it: that is no account of this plan.
    const isUnknown = known === undefined && kind === "deactivate";
    const said = operationJson({
      operation: withNames(operation, named),
      state,
      members: membersOf(operation),
    });
    return {
      phase,
      ...said,
      targetId: isUnknown ? null : (known ?? `new:${resource}:${key}`),
      approve: approvalKindOf(operation, (group) => store.journal.isMade(run, group)),
      ...("cause" in operation && { cause: operation.cause }),
    };
  };

  function linkedTo(entry: Operation["entry"]): ScimId | undefined {
    return store.targets.link(id, entry)?.scimId;
  }
}

function withNames(operation: Operation, named: (key: SourceKey) => string): Operation {
  if ("attributes" in operation)
    return { ...operation, attributes: substitute(operation.attributes, named) as JsonObject };
  if (!("changes" in operation)) return operation;
  return { ...operation, changes: operation.changes.map((change) => changeWithNames(change, named)) };
}

function changeWithNames(
  { before, after, ...change }: AttributeChange,
  named: (key: SourceKey) => string,
): AttributeChange {
  const written = (value: Json) => substitute(value, named);
  return {
    ...change,
    ...(before !== undefined && { before: written(before) }),
    ...(after !== undefined && { after: written(after) }),
  };
}

/** The operation that was written, as far as it can be shown; its number in the directory is not known. */
export function plannedOperation(written: WrittenOperation): PlannedOperation {
  const { phase, kind, resource, key, name, targetId, changes, cause = "", held } = written;
  const members =
    kind === "addMembers" ? changes[0]?.after : kind === "removeMembers" ? changes[0]?.before : [];
  const attributes = Object.fromEntries(changes.map(({ path, after }) => [path, after]));
  const { by, ends, way } = written;
  const about = { entry: 0, phase, kind, resource, key, name, targetId, attributes, cause, by, ends, way };
  const to = kind === "link" ? changes[0]?.after : undefined;
  const shown = { ...about, to, removed: [], members: [], changes: changes.map(readChange) };
  return {
    operation: shown as unknown as Operation,
    state: held === true ? "held" : "planned",
    members: members as readonly string[],
  };
}

function readChange({ path, before, after, when }: WrittenOperation["changes"][number]): AttributeChange {
  return {
    path,
    ...(before !== null && { before }),
    ...(after !== null && { after }),
    ...(when !== undefined && { when }),
  };
}
