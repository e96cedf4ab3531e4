import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { keptAs } from "../scim/attribute-rules.ts";
import { member, valuesAt } from "../scim/attribute-value.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import { byType, type MultiValued } from "./typed-values.ts";

/**
 * The part of a resource as a provider holds it that `desired` speaks of, in the spelling of `desired` where the
 * provider only changed the spelling. What we do not map is not in it, and so can be neither compared nor blanked.
 */
export function projectOnto(observed: JsonObject, desired: JsonObject): JsonObject {
  return projectObject(observed, desired, "");
}

/** The changes an account that is already there needs, and nothing else. */
export function changesToAdopt(
  observed: JsonObject,
  desired: JsonObject,
  clearWhenEmpty: readonly string[],
  multiValued: MultiValued,
): readonly AttributeChange[] {
  const changes = diffResources(projectOnto(observed, desired), desired, multiValued);
  const cleared = clearWhenEmpty.flatMap((path) => {
    const [before] = valuesAt(observed, path);
    return before === undefined || before === "" || valuesAt(desired, path).length > 0
      ? []
      : [{ path, before }];
  });
  return [...changes, ...cleared];
}

function projectObject(observed: JsonObject, desired: JsonObject, prefix: string): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, wanted] of Object.entries(desired)) {
    const found = member(observed, name);
    if (found === undefined || found === null) continue;
    const projected = projectValue(found, wanted, prefix + name);
    if (projected !== undefined) kept[name] = projected;
  }
  return kept;
}

function projectValue(found: Json, wanted: Json, path: string): Json | undefined {
  if (Array.isArray(wanted)) return Array.isArray(found) ? projectList(found, wanted, path) : found;
  if (isJsonObject(wanted)) return isJsonObject(found) ? projectObject(found, wanted, `${path}.`) : undefined;
  return keptAs(path, wanted, found) ? wanted : found;
}

function projectList(found: readonly Json[], wanted: readonly Json[], path: string): Json {
  const [wantedByType, foundByType] = [byType(wanted), byType(found)];
  if (wantedByType === undefined || foundByType === undefined) return projectEach(found, wanted, path);
  return [...wantedByType].flatMap(([type, value]) => {
    const counterpart = foundByType.get(type);
    return counterpart === undefined ? [] : [projectObject(counterpart, value, `${path}.`)];
  });
}

/** Values without a type to tell them apart: each keeps the members that any wanted value has. */
function projectEach(found: readonly Json[], wanted: readonly Json[], path: string): readonly Json[] {
  const shape = Object.assign({}, ...wanted.filter(isJsonObject)) as JsonObject;
  return found.map((value) => {
    if (!isJsonObject(value)) return value;
    const same = wanted.find(
      (w) => isJsonObject(w) && keptAs(`${path}.value`, w["value"] ?? "", value["value"] ?? ""),
    );
    return projectObject(value, isJsonObject(same) ? same : shape, `${path}.`);
  });
}
