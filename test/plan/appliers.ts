import { Messages, Schemas } from "scimmy";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { applyOperation } from "../../src/sandbox/patch/patch.ts";
import type { PatchForm } from "../../src/push/change/encode.ts";
import { expandKeys, readPatchRequest } from "../../src/sandbox/patch/patch-request.ts";
import { knownSchemas, resourceTypes } from "../../src/sandbox/resource-type.ts";
import type { PatchOperation } from "../../src/scim/write-request.ts";
import { patchOpSchema } from "../../src/scim/resource.ts";
import { customSchema } from "./random-user.ts";

/** Applies PATCH operations to a User, by code that the diff does not share. */
export type Applier = (user: JsonObject, operations: readonly PatchOperation[]) => Promise<JsonObject>;

function bodyOf(operations: readonly PatchOperation[]): JsonObject {
  return { schemas: [patchOpSchema], Operations: operations as unknown as Json };
}

/** The sandbox, written from RFC 7644 §3.5.2. */
export function sandboxApplier(form: PatchForm = { patchForm: "paths", extensionPath: "colon" }): Applier {
  const { user: type } = resourceTypes();
  return async (user, operations) => {
    if (operations.length === 0) return user;
    const schemas = [...knownSchemas(type), customSchema];
    const read = readPatchRequest(bodyOf(operations), schemas, form.extensionPath);
    const takesKeys = form.patchForm === "dottedKeys";
    const expanded = takesKeys
      ? read.flatMap((operation) => expandKeys(operation, schemas, form.extensionPath))
      : read;
    return expanded.reduce((changed, operation) => applyOperation(changed, operation, type, "1"), user);
  };
}

/** SCIMMY, written by others. It knows the enterprise extension, and no other. */
export function scimmyApplier(): Applier {
  const { User, EnterpriseUser } = Schemas;
  User.definition.extend(EnterpriseUser.definition, false);
  return async (user, operations) => {
    if (operations.length === 0) return user;
    const patch = new Messages.PatchOp(bodyOf(operations) as never);
    const resource = new User(user);
    const changed = await patch.apply(resource, (instance) => Promise.resolve(instance as never));
    return JSON.parse(JSON.stringify(changed ?? resource)) as JsonObject;
  };
}
