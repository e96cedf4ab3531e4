import type { Json } from "../../canonical.ts";
import type { UsersProfile } from "../../connector/profile.ts";
import { applyChanges } from "../../plan/apply-changes.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import type { PatchOperation } from "../../scim/write-request.ts";
import { apart } from "./requests.ts";
import { isSchemaUrn } from "../../scim/resource.ts";

/** How a provider wants to be told what changes. */
export type PatchForm = Pick<UsersProfile, "patchForm" | "extensionPath"> &
  Partial<Pick<UsersProfile, "alone">>;

/** An operation, and the changes that it makes. */
export interface Encoded {
  readonly operation: PatchOperation;
  readonly changes: readonly AttributeChange[];
}

/** PATCH operations for the changes (RFC 7644 §3.5.2): lower-case ops, only what changed. */
export function encodePatch(changes: readonly AttributeChange[], form: PatchForm): readonly PatchOperation[] {
  return encodeOperations(changes, form).map(({ operation }) => operation);
}

/**
 * The same, each operation with its changes. What is set comes before what is removed, as in the changes. No operation is
 * about an attribute that needs a PATCH of its own and about another.
 */
export function encodeOperations(changes: readonly AttributeChange[], form: PatchForm): readonly Encoded[] {
  return apart(changes, form.alone).flatMap((part) => encodePart(part, form));
}

function encodePart(changes: readonly AttributeChange[], form: PatchForm): readonly Encoded[] {
  const inObject = changes.filter((change) => standsInObject(change, form));
  const others = changes.filter((change) => !inObject.includes(change));
  const set = others.filter(({ after }) => after !== undefined).map((change) => byPath(change, form));
  const removed = others.filter(({ after }) => after === undefined).map((change) => byPath(change, form));
  return [...set, ...asObjects(inObject, form), ...removed];
}

function standsInObject(change: AttributeChange, { patchForm, extensionPath }: PatchForm): boolean {
  // A removal needs a path, but for a provider that takes no path into an extension; null is its word for it.
  if (isExtension(change) && extensionPath === "object") return true;
  if (patchForm === "paths" || change.after === undefined) return false;
  return patchForm === "dottedKeys" || listOf(change.path) === undefined || isNewValue(change);
}

function isExtension(change: AttributeChange): boolean {
  return isSchemaUrn(change.path);
}

function byPath(change: AttributeChange, form: PatchForm): Encoded {
  const { path, before, after } = change;
  const changes = [change];
  const named = spelt(path, form);
  if (after === undefined) return { operation: { op: "remove", path: named }, changes };
  if (before !== undefined) return { operation: { op: "replace", path: named, value: after }, changes };
  const list = isWholeValue(path) ? listOf(path) : undefined;
  const operation: PatchOperation =
    list === undefined ? { op: "add", path: named, value: after } : { op: "add", path: list, value: [after] };
  return { operation, changes };
}

function spelt(path: string, { extensionPath }: PatchForm): string {
  if (extensionPath !== "dot" || !isSchemaUrn(path)) return path;
  const [schema] = stepsOf(path);
  const urn = schema?.name ?? "";
  return `${urn}.${path.slice(urn.length + 1)}`;
}

/** A new value of a list is added to the list: a filter path names only what is already there. */
function isNewValue({ path, before, after }: AttributeChange): boolean {
  return before === undefined && after !== undefined && isWholeValue(path);
}

function isWholeValue(path: string): boolean {
  return path.endsWith("]");
}

/** The list of which a path names a value. */
function listOf(path: string): string | undefined {
  const bracket = path.indexOf("[");
  return bracket === -1 ? undefined : path.slice(0, bracket);
}

/** At most two operations without a path: one that adds values to lists, and one that sets the rest. */
function asObjects(changes: readonly AttributeChange[], form: PatchForm): readonly Encoded[] {
  const added = changes.filter((change) => isNewValue(change));
  const set = changes.filter((change) => !isNewValue(change));
  return [
    ...(set.length === 0
      ? []
      : [{ operation: { op: "replace", value: valueOf(set, form) } as const, changes: set }]),
    ...(added.length === 0
      ? []
      : [{ operation: { op: "add", value: listsOf(added) } as const, changes: added }]),
  ];
}

function valueOf(changes: readonly AttributeChange[], form: PatchForm): Json {
  const isKey = (change: AttributeChange): boolean =>
    form.patchForm === "dottedKeys" && (!isExtension(change) || form.extensionPath !== "object");
  const keys = changes.filter(isKey).map(({ path, after = null }) => [spelt(path, form), after] as const);
  const rest = changes.filter((change) => !isKey(change));
  const nested = applyChanges(
    {},
    rest.map(({ path, after = null }) => ({ path, after })),
  );
  return { ...Object.fromEntries(keys), ...nested };
}

function listsOf(added: readonly AttributeChange[]): Json {
  const lists: Record<string, Json[]> = {};
  for (const { path, after = null } of added) (lists[listOf(path) ?? path] ??= []).push(after);
  return lists;
}
