import type { JsonObject } from "../canonical.ts";
import { coreSchemas, type ScimId } from "../scim/resource.ts";
import { valuesOf } from "./member-forms.ts";

/** The body of a PUT that gives a group these members. */
export function groupBody(displayName: string, members: readonly ScimId[]): JsonObject {
  return { schemas: [coreSchemas.Group], displayName, members: valuesOf(members) };
}
