import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { keptAs } from "../scim/attribute-rules.ts";
import { member } from "../scim/attribute-value.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import { presentAt } from "./at-path.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import { graft } from "./graft.ts";
import { byType, type MultiValued } from "./typed-values.ts";

/**
 * The part of a resource as a provider holds it that `desired` speaks of, in the spelling of `desired` where the
 * provider only changed the spelling. What we do not map is not in it, and so can be neither compared nor blanked.
 */
export function projectOnto(observed: JsonObject, desired: JsonObject): JsonObject {
  return projectObject(observed, desired, "");
}

/**
 * The changes an account that is already there needs, and nothing else. What it holds at the paths of `vacated` goes
 * where nothing is desired there.
 */
export function changesToAdopt(
  observed: JsonObject,
  desired: JsonObject,
  vacated: readonly ReadPath[],
  multiValued: MultiValued,
): readonly AttributeChange[] {
  const empty = vacated.filter((path) => presentAt(desired, path).length === 0);
  const before = graft(projectOnto(observed, desired), observed, empty);
  return diffResources(before, desired, multiValued);
}

function projectObject(observed: JsonObject, desired: JsonObject, prefix: string): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, wanted] of Object.entries(desired)) {
    const found = member(observed, name) ?? unsaid(name, wanted);
    if (found === undefined || found === null) continue;
    const separator = prefix === "" && isSchemaUrn(name) ? ":" : ".";
    const projected = projectValue(found, wanted, prefix + name, separator);
    if (projected !== undefined) kept[name] = projected;
  }
  return kept;
}

/** A value that is not primary need not say so (RFC 7643 §2.4). */
function unsaid(name: string, wanted: Json): Json | undefined {
  return name.toLowerCase() === "primary" && wanted === false ? false : undefined;
}

function projectValue(found: Json, wanted: Json, path: string, separator: ":" | "."): Json | undefined {
  if (Array.isArray(wanted)) return Array.isArray(found) ? projectList(found, wanted, path) : found;
  if (isJsonObject(wanted)) {
    return isJsonObject(found) ? projectObject(found, wanted, path + separator) : undefined;
  }
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
    if (!isJsonObject(value)) return wanted.find((one) => keptAs(path, one, value)) ?? value;
    const same = wanted.find(
      (w) => isJsonObject(w) && keptAs(`${path}.value`, w["value"] ?? "", value["value"] ?? ""),
    );
    return projectObject(value, isJsonObject(same) ? same : shape, `${path}.`);
  });
}
