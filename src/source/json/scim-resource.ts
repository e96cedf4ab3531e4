import { isJsonObject } from "../../canonical.ts";
import type { Json, JsonObject } from "../../canonical.ts";
import { memberNamed } from "./path.ts";

export type RecordKind = "users" | "groups";

const SCHEMAS = "urn:ietf:params:scim:schemas:";
const KINDS: ReadonlyMap<string, RecordKind> = new Map([
  [`${SCHEMAS}core:2.0:user`, "users"],
  [`${SCHEMAS}core:2.0:group`, "groups"],
]);
const TYPES: ReadonlyMap<string, RecordKind> = new Map([
  ["user", "users"],
  ["group", "groups"],
]);

/** Whether an object says by its `schemas` that it is a SCIM resource (RFC 7643, 3). */
export function isScimResource(object: JsonObject): boolean {
  return schemasOf(object).some((schema) => schema.startsWith(SCHEMAS));
}

/** By `schemas` and `meta.resourceType`; undefined when they say neither kind, or both. */
export function scimKind(object: JsonObject): RecordKind | undefined {
  const kinds = new Set(schemasOf(object).map((schema) => KINDS.get(schema)));
  const meta = memberNamed(object, "meta");
  const type = isJsonObject(meta) ? memberNamed(meta, "resourcetype") : undefined;
  if (typeof type === "string") kinds.add(TYPES.get(type.trim().toLowerCase()));
  kinds.delete(undefined);
  const [kind] = kinds;
  return kinds.size === 1 ? kind : undefined;
}

/** In lower case. */
function schemasOf(object: JsonObject): readonly string[] {
  const schemas = memberNamed(object, "schemas");
  const list: readonly Json[] = Array.isArray(schemas) ? schemas : [schemas ?? null];
  return list.flatMap((schema) => (typeof schema === "string" ? [schema.trim().toLowerCase()] : []));
}

/** What an operation of a bulk request makes (RFC 7644, 3.7). */
export interface BulkResource {
  readonly kind: RecordKind;
  readonly data: JsonObject;
  /** By which other operations of the request name it before it has an id. */
  readonly bulkId: string | undefined;
}

/** Why an operation of a bulk request is no whole record. */
export interface NotWhole {
  readonly complaint: string;
}

const PATHS: ReadonlyMap<string, RecordKind> = new Map([
  ["users", "users"],
  ["groups", "groups"],
]);

export function readBulkOperation(operation: JsonObject): BulkResource | NotWhole {
  const [method, path, bulkId] = ["method", "path", "bulkid"].map((name) => memberNamed(operation, name));
  const data = memberNamed(operation, "data");
  const kind =
    typeof path === "string"
      ? PATHS.get(
          path
            .trim()
            .toLowerCase()
            .replace(/^\/|\/$/g, ""),
        )
      : undefined;
  if (typeof method !== "string" || method.trim().toUpperCase() !== "POST" || kind === undefined) {
    const what = [method, path].map((word) => (typeof word === "string" ? word.trim() : "?")).join(" ");
    return {
      complaint: `${JSON.stringify(what)} is a change, not a whole record; export all with POST /Users and POST /Groups`,
    };
  }
  if (!isJsonObject(data)) return { complaint: 'this operation has no object "data"' };
  return { kind, data, bulkId: typeof bulkId === "string" && bulkId.trim() !== "" ? bulkId : undefined };
}
