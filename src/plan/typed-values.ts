import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";

/** How several values of one attribute are told apart: one by one through their `type`, or only as a whole. */
export type MultiValued = "byType" | "whole";

/**
 * The values by their `type` in lower case, or undefined when they cannot be told apart by it
 * (a value without a type, or two of one type).
 */
export function byType(values: readonly Json[]): ReadonlyMap<string, JsonObject> | undefined {
  const found = new Map<string, JsonObject>();
  for (const value of values) {
    const type = typeOf(value)?.toLowerCase();
    if (!isJsonObject(value) || type === undefined || found.has(type)) return undefined;
    found.set(type, value);
  }
  return found;
}

/** The `type` of one of several values, as it is spelt. */
export function typeOf(value: Json | undefined): string | undefined {
  const type = isJsonObject(value) ? value["type"] : undefined;
  return typeof type === "string" ? type : undefined;
}

/** `emails[type eq "work"]` (RFC 7644 §3.5.2). */
export function typedPath(attribute: string, type: string): string {
  return `${attribute}[type eq ${JSON.stringify(type)}]`;
}
