import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { member } from "./attribute-value.ts";

const types = [
  "string",
  "boolean",
  "decimal",
  "integer",
  "dateTime",
  "binary",
  "reference",
  "complex",
] as const;

/** The types that attributes have (RFC 7643 §2.3). */
export type AttributeType = (typeof types)[number];

/** What a provider says of an attribute (RFC 7643 §7), where it says so in a form that can be relied on. */
export interface SchemaAttribute {
  readonly name: string;
  readonly type?: AttributeType;
  readonly multiValued?: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly canonicalValues?: readonly string[];
  readonly readOnly: boolean;
  readonly subAttributes?: readonly SchemaAttribute[];
}

/** A schema of a provider. */
export interface ScimSchema {
  /** Its URN. */
  readonly id: string;
  readonly attributes: readonly SchemaAttribute[];
}

/** More than these is no description of users and groups. */
const most = { schemas: 200, attributes: 2_000 } as const;

/**
 * Reads an answer of `/Schemas`: a list response, a bare list, or one schema. What is missing or malformed in it says
 * nothing; undefined when nothing in the answer is a schema.
 */
export function readSchemas(body: Json | undefined): readonly ScimSchema[] | undefined {
  const schemas = listed(body).flatMap(readSchema).slice(0, most.schemas);
  return schemas.length === 0 ? undefined : schemas;
}

function listed(body: Json | undefined): readonly Json[] {
  if (Array.isArray(body)) return body;
  if (!isJsonObject(body)) return [];
  const resources = member(body, "Resources");
  return Array.isArray(resources) ? resources : [body];
}

function readSchema(value: Json): readonly ScimSchema[] {
  if (!isJsonObject(value)) return [];
  const id = value["id"];
  const attributes = readAttributes(value["attributes"], true);
  return typeof id === "string" && attributes.length > 0 ? [{ id, attributes }] : [];
}

/** Attributes of attributes have none of their own (RFC 7643 §2.3.8). */
function readAttributes(value: Json | undefined, nested: boolean): readonly SchemaAttribute[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, most.attributes)
    .flatMap((item: Json) => (isJsonObject(item) ? readAttribute(item, nested) : []));
}

function readAttribute(value: JsonObject, nested: boolean): readonly SchemaAttribute[] {
  const { name, multiValued, mutability } = value;
  if (typeof name !== "string" || name === "") return [];
  const type = readType(value["type"]);
  const canonicalValues = readTexts(value["canonicalValues"]);
  const subAttributes = nested ? readAttributes(value["subAttributes"], false) : [];
  return [
    {
      name,
      ...(type !== undefined && { type }),
      ...(typeof multiValued === "boolean" && { multiValued }),
      required: value["required"] === true,
      caseExact: value["caseExact"] === true,
      ...(canonicalValues !== undefined && { canonicalValues }),
      readOnly: typeof mutability === "string" && mutability.toLowerCase() === "readonly",
      ...(subAttributes.length > 0 && { subAttributes }),
    },
  ];
}

function readType(value: Json | undefined): AttributeType | undefined {
  const folded = typeof value === "string" ? value.toLowerCase() : "";
  return types.find((type) => type.toLowerCase() === folded);
}

function readTexts(value: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const texts = value.filter((item: Json) => typeof item === "string");
  return texts.length === value.length ? texts : undefined;
}
