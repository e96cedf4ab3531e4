import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";

/**
 * `over` on top of `under`: maps are merged key by key, everything else is replaced. A map whose dotted
 * path is in `whole` is one statement and is replaced too.
 */
export function mergeSettings(
  under: JsonObject,
  over: JsonObject,
  whole: readonly string[] = [],
  path = "",
): JsonObject {
  const merged = Object.entries(over).map(([key, value]) => {
    const place = path === "" ? key : `${path}.${key}`;
    const base = Object.hasOwn(under, key) ? under[key] : undefined;
    if (whole.includes(place) || !isJsonObject(base) || !isJsonObject(value)) return [key, value] as const;
    return [key, mergeSettings(base, value, whole, place)] as const;
  });
  return { ...under, ...(Object.fromEntries(merged) as Record<string, Json>) };
}
