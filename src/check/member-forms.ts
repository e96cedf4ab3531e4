import type { Json, JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { PatchOperation } from "../scim/write-request.ts";
import { patchOpSchema, type ScimId } from "../scim/resource.ts";

export type RemovalForm = Exclude<ConnectorProfile["groups"]["removeMembers"], "auto">;

export const removalForms: readonly RemovalForm[] = ["pathFilter", "valueList", "replace"];

/** How each form of removal is spoken of. */
export const removalNames: Readonly<Record<RemovalForm, string>> = {
  pathFilter: 'remove members[value eq "…"]',
  valueList: "remove members, with a list",
  replace: "replace members by those who stay",
};

export function addition(named: readonly JsonObject[]): JsonObject {
  return patch({ op: "add", path: "members", value: named });
}

/** Takes `gone` out, so that `rest` stays. */
export function removal(form: RemovalForm, gone: ScimId, rest: readonly JsonObject[]): JsonObject {
  switch (form) {
    case "pathFilter":
      return patch({ op: "remove", path: `members[value eq ${JSON.stringify(gone)}]` });
    case "valueList":
      return patch({ op: "remove", path: "members", value: [{ value: gone }] });
    case "replace":
      return patch({ op: "replace", path: "members", value: rest });
  }
}

function patch(operation: PatchOperation): JsonObject {
  return { schemas: [patchOpSchema], Operations: [operation as unknown as Json] };
}
