import { isJsonObject } from "../../canonical.ts";
import { refusal } from "../refusal.ts";
import { isUrn } from "../resource-check.ts";
import type { PatchOperation } from "./patch-request.ts";

/** Throws `Refusal` for a PATCH of an attribute that the service changes alone, together with another. */
export function refuseTogether(operations: readonly PatchOperation[], alone: readonly string[]): void {
  if (alone.length === 0) return;
  const touched = operations.flatMap((operation) => touchedBy(operation));
  for (const path of alone) {
    const own = path.toLowerCase();
    const isOwn = (name: string): boolean => isWithin(name, own) || isWithin(own, name);
    if (touched.some(isOwn) && !touched.every(isOwn))
      throw refusal("invalidValue", `${path} is changed by a request of its own here, and by no other`);
  }
}

/** Names of attributes, in lower case; that of an extension stands before a colon. */
function touchedBy({ path, value }: PatchOperation): readonly string[] {
  if (path !== undefined) {
    const { schema, attribute, subAttribute } = path;
    const name = subAttribute === undefined ? attribute : `${attribute}.${subAttribute}`;
    return [(schema === undefined ? name : `${schema}:${name}`).toLowerCase()];
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const name = key.replaceAll(/\[[^\]]*\]/g, "").toLowerCase();
    if (!isUrn(key) || !isJsonObject(item)) return [name];
    return Object.keys(item).map((inner) => `${name}:${inner.toLowerCase()}`);
  });
}

function isWithin(name: string, other: string): boolean {
  return name === other || name.startsWith(`${other}.`);
}
