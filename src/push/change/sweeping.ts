import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import { member } from "../../scim/attribute-value.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { PatchForm } from "./encode.ts";
import type { PushSession } from "../session.ts";
import { labelOf, shapeOf } from "./shape.ts";

/** Groups have a name and little else, which any provider takes by its path. */
export function formFor({ profile }: PushSession, type: ResourceType): PatchForm {
  return type === "User" ? profile.users : { patchForm: "paths", extensionPath: "colon" };
}

/** An object or a new value that some providers take for all there is of an attribute. */
export function mayReplace(change: AttributeChange, { patchForm, extensionPath }: PatchForm): boolean {
  const shape = shapeOf(change);
  if (shape === "addValue") return true;
  const isExtension = shape === "extension" || shape === "removeExtension";
  if (isExtension && extensionPath === "object") return true;
  return patchForm === "noPath" && (shape === "extension" || shape === "subAttribute");
}

/**
 * Whether a change may sweep away something. What others hold in a list is not asked for where `asserted`, what we last
 * wrote, has nothing else there: a first telephone number is no reason to read every account.
 */
export function isAtStake(
  asserted: JsonObject | undefined,
  change: AttributeChange,
  form: PatchForm,
): boolean {
  if (!mayReplace(change, form)) return false;
  return shapeOf(change) !== "addValue" || asserted === undefined || hasMore(asserted, change);
}

/** Whether the attribute holds more than what the change is about. */
export function hasMore(resource: JsonObject, { path }: AttributeChange): boolean {
  const [first, part] = stepsOf(path);
  const value = first === undefined ? undefined : member(resource, first.name);
  if (Array.isArray(value)) return value.some((item: Json) => first?.picks?.matches(item) === false);
  if (!isJsonObject(value)) return false;
  return Object.keys(value).some((name) => name.toLowerCase() !== part?.folded);
}

/**
 * The changes that cost what nobody asked to go: where an object is sent for a complex attribute or an extension, or a
 * value is added to a list, some providers take it for all there is.
 */
export function sweptBy(
  before: JsonObject,
  after: JsonObject,
  changes: readonly AttributeChange[],
): readonly AttributeChange[] {
  const touched = new Set(changes.map(({ path }) => placeOf(...partsOf(path))));
  return changes.filter((change) => {
    const [name, part] = partsOf(change.path);
    const [old, next] = [member(before, name), member(after, name)];
    if (shapeOf(change) === "addValue") return isSweptList(old, next, name, changes);
    if (part === "" || !isJsonObject(old)) return false;
    const left = isJsonObject(next) ? next : {};
    const gone = Object.keys(old).filter((one) => old[one] !== null && member(left, one) === undefined);
    return gone.some((one) => !touched.has(placeOf(name, one)));
  });
}

/** Whether values of a list went that none of the changes names. */
function isSweptList(
  old: Json | undefined,
  next: Json | undefined,
  name: string,
  changes: readonly AttributeChange[],
): boolean {
  if (!Array.isArray(old)) return false;
  const left = new Set(Array.isArray(next) ? next.map((item: Json) => labelOf(item)) : []);
  const gone = old.filter((item: Json) => !left.has(labelOf(item)));
  const named = changes.flatMap(({ path }) => {
    const [list] = stepsOf(path);
    return list?.picks !== undefined && list.name === name ? [list.picks.matches] : [];
  });
  return gone.some((item: Json) => !named.some((matches) => matches(item)));
}

function partsOf(path: string): readonly [string, string] {
  const [first, second] = stepsOf(path);
  return [first?.name ?? "", second?.name ?? ""];
}

function placeOf(name: string, part: string): string {
  return `${name} ${part}`.toLowerCase();
}
