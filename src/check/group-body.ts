import type { JsonObject } from "../canonical.ts";
import { coreSchemas } from "../scim/resource.ts";

/** The body of a PUT that gives a group these members. */
export function groupBody(displayName: string, members: readonly JsonObject[]): JsonObject {
  return { schemas: [coreSchemas.Group], displayName, members };
}
