import { type Json, isJsonObject } from "../canonical.ts";
import { type AttributePath, AttributePathSyntaxError, parseAttributePath } from "../scim/attribute-path.ts";
import { member } from "../scim/attribute-value.ts";
import { refusal, shown } from "./refusal.ts";

/** One entry of `Operations`: RFC 7644 section 3.5.2. */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path?: AttributePath;
  readonly value?: Json;
  /** For messages, such as `Operations[0]`. */
  readonly place: string;
}

const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const maxOperations = 100_000;

/** Reads a PATCH body. `schemas` are URNs that paths may name. Throws `Refusal`. */
export function readPatchRequest(body: Json, schemas: readonly string[]): readonly PatchOperation[] {
  if (!isJsonObject(body)) throw refusal("invalidSyntax", "the body of PATCH must be a JSON object");
  const named = member(body, "schemas");
  if (!Array.isArray(named) || !named.some((urn) => String(urn).toLowerCase() === patchOp.toLowerCase()))
    throw refusal("invalidSyntax", `schemas must be a list that has ${patchOp}`);
  const operations = member(body, "Operations");
  if (!Array.isArray(operations) || operations.length === 0)
    throw refusal("invalidSyntax", "Operations must be a list with one operation at least");
  if (operations.length > maxOperations)
    throw refusal("invalidSyntax", `Operations has more than ${maxOperations} entries`);
  return (operations as readonly Json[]).map((operation, at) =>
    readOperation(operation, `Operations[${at}]`, schemas),
  );
}

function readOperation(operation: Json, place: string, schemas: readonly string[]): PatchOperation {
  if (!isJsonObject(operation)) throw refusal("invalidSyntax", `${place} must be an object`);
  const op = member(operation, "op");
  if (op !== "add" && op !== "replace" && op !== "remove")
    throw refusal(
      "invalidSyntax",
      `${place}.op must be add, replace or remove in lower case, not ${shown(op)}`,
    );
  const value = member(operation, "value");
  const path = readPath(member(operation, "path"), place, schemas);
  if (op !== "remove" && value === undefined) throw refusal("invalidValue", `${place}.value is required`);
  if (op === "remove" && path === undefined) throw refusal("noTarget", `${place}.path is required to remove`);
  if (path === undefined && !isJsonObject(value))
    throw refusal("invalidValue", `${place}.value must be an object with attributes when there is no path`);
  return { op, place, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) };
}

function readPath(
  path: Json | undefined,
  place: string,
  schemas: readonly string[],
): AttributePath | undefined {
  if (path === undefined) return undefined;
  if (typeof path !== "string") throw refusal("invalidPath", `${place}.path must be a string`);
  try {
    return parseAttributePath(path, schemas);
  } catch (error) {
    if (!(error instanceof AttributePathSyntaxError)) throw error;
    throw refusal("invalidPath", `${place}.path: ${error.message}`);
  }
}
