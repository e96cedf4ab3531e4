import { type Json, isJsonObject } from "../../canonical.ts";
import {
  type AttributePath,
  AttributePathSyntaxError,
  parseAttributePath,
} from "../../scim/attribute-path.ts";
import { member } from "../../scim/attribute-value.ts";
import type { Dialect } from "../dialect.ts";
import { refusal, shown } from "../refusal.ts";

/** One entry of `Operations`: RFC 7644 section 3.5.2. */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path?: AttributePath;
  /** The path as it came. */
  readonly pathText?: string;
  readonly value?: Json;
  /** For messages, such as `Operations[0]`. */
  readonly place: string;
}

const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const maxOperations = 100_000;

/** Reads a PATCH body. `schemas` are URNs that paths may name, in the way `extensionPath` says. Throws `Refusal`. */
export function readPatchRequest(
  body: Json,
  schemas: readonly string[],
  extensionPath: Dialect["extensionPath"] = "colon",
): readonly PatchOperation[] {
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
    readOperation(operation, `Operations[${at}]`, schemas, extensionPath),
  );
}

/** The operation with one for each key of its value in its place, when keys are paths such as `name.givenName`. */
export function expandKeys(
  operation: PatchOperation,
  schemas: readonly string[],
  extensionPath: Dialect["extensionPath"],
): readonly PatchOperation[] {
  const { op, path, place, value } = operation;
  if (path !== undefined || !isJsonObject(value)) return [operation];
  return Object.entries(value).map(([key, item]) => ({
    op,
    place,
    path: parsePath(inColonForm(key, schemas, extensionPath), `${place}.value`, schemas),
    pathText: key,
    value: item,
  }));
}

function readOperation(
  operation: Json,
  place: string,
  schemas: readonly string[],
  extensionPath: Dialect["extensionPath"],
): PatchOperation {
  if (!isJsonObject(operation)) throw refusal("invalidSyntax", `${place} must be an object`);
  const op = member(operation, "op");
  if (op !== "add" && op !== "replace" && op !== "remove")
    throw refusal(
      "invalidSyntax",
      `${place}.op must be add, replace or remove in lower case, not ${shown(op)}`,
    );
  const value = member(operation, "value");
  const pathText = readPathText(member(operation, "path"), place);
  const path =
    pathText === undefined
      ? undefined
      : parsePath(inColonForm(pathText, schemas, extensionPath), place, schemas);
  if (op !== "remove" && value === undefined) throw refusal("invalidValue", `${place}.value is required`);
  if (op === "remove" && path === undefined) throw refusal("noTarget", `${place}.path is required to remove`);
  if (path === undefined && !isJsonObject(value))
    throw refusal("invalidValue", `${place}.value must be an object with attributes when there is no path`);
  return {
    op,
    place,
    ...(path === undefined || pathText === undefined ? {} : { path, pathText }),
    ...(value === undefined ? {} : { value }),
  };
}

function readPathText(path: Json | undefined, place: string): string | undefined {
  if (path === undefined || typeof path === "string") return path;
  throw refusal("invalidPath", `${place}.path must be a string`);
}

/** A service that takes `urn:…:User.department` takes nothing else. */
function inColonForm(path: string, schemas: readonly string[], form: Dialect["extensionPath"]): string {
  if (form !== "dot") return path;
  const folded = path.toLowerCase();
  const schema = schemas.find((urn) => folded.startsWith(`${urn.toLowerCase()}.`));
  if (schema !== undefined) return `${schema}:${path.slice(schema.length + 1)}`;
  const isColon = schemas.some((urn) => folded.startsWith(`${urn.toLowerCase()}:`));
  if (isColon)
    throw refusal("invalidPath", `${shown(path)}: a dot stands between a schema and its attribute here`);
  return path;
}

function parsePath(path: string, place: string, schemas: readonly string[]): AttributePath {
  try {
    return parseAttributePath(path, schemas);
  } catch (error) {
    if (!(error instanceof AttributePathSyntaxError)) throw error;
    throw refusal("invalidPath", `${place}.path: ${error.message}`);
  }
}
