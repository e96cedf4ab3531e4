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
    const type = isJsonObject(value) ? value["type"] : undefined;
    if (!isJsonObject(value) || typeof type !== "string" || found.has(type.toLowerCase())) return undefined;
    found.set(type.toLowerCase(), value);
  }
  return found;
}

/** `emails[type eq "work"]` (RFC 7644 §3.5.2). */
export function typedPath(attribute: string, type: string): string {
  return `${attribute}[type eq ${JSON.stringify(type)}]`;
}
