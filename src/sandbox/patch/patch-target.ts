import type { AttributePath } from "../../scim/attribute-path.ts";
import type { Filter } from "../../scim/filter.ts";
import type { Attribute } from "../attribute.ts";
import { checkFilter } from "../lists/filter-check.ts";
import { refusal } from "../refusal.ts";
import { canonicalUrn, isUrn } from "../resource-check.ts";
import { type AttributeTable, type ResourceType, subAttributeOf } from "../resource-type.ts";

/** What a path points at, found in the schemas. */
export type PatchTarget =
  | {
      readonly kind: "attribute";
      /** URN of the extension that holds it. */
      readonly extension?: string;
      readonly attribute: Attribute;
      readonly subAttribute?: Attribute;
      readonly filter?: Filter;
    }
  | { readonly kind: "extension"; readonly extension: string }
  /** Within an extension that no schema describes. */
  | {
      readonly kind: "verbatim";
      readonly extension: string;
      readonly attribute: string;
      readonly subAttribute?: string;
    };

/** Finds what a path points at. Throws `Refusal` with `invalidPath` when the schemas have no such thing. */
export function resolveTarget(path: AttributePath, type: ResourceType): PatchTarget {
  if (path.schema === undefined && isUrn(path.attribute)) return extensionTarget(path, type);
  const { schema } = path;
  if (schema === undefined || schema.toLowerCase() === type.schema.id.toLowerCase())
    return attributeTarget(path, type.core, type.schema.id);
  const extension = canonicalUrn(type, schema);
  const table = type.extensionTables.get(schema.toLowerCase());
  if (table !== undefined) return { ...attributeTarget(path, table, extension), extension };
  if (path.filter !== undefined)
    throw refusal("invalidPath", `${schema} has no schema here, so its values cannot be filtered`);
  const { attribute, subAttribute } = path;
  return { kind: "verbatim", extension, attribute, ...(subAttribute === undefined ? {} : { subAttribute }) };
}

function extensionTarget(path: AttributePath, type: ResourceType): PatchTarget {
  if (path.filter !== undefined || path.attribute.toLowerCase() === type.schema.id.toLowerCase())
    throw refusal("invalidPath", `${path.attribute} is not an attribute`);
  return { kind: "extension", extension: canonicalUrn(type, path.attribute) };
}

type AttributeTarget = Extract<PatchTarget, { kind: "attribute" }>;

function attributeTarget(path: AttributePath, table: AttributeTable, schema: string): AttributeTarget {
  const attribute = table.get(path.attribute.toLowerCase());
  if (attribute === undefined) throw refusal("invalidPath", `${schema} has no attribute ${path.attribute}`);
  const { filter } = path;
  if (filter !== undefined) checkValueFilter(attribute, filter);
  return {
    kind: "attribute",
    attribute,
    ...(path.subAttribute === undefined ? {} : { subAttribute: partOf(attribute, path.subAttribute) }),
    ...(filter === undefined ? {} : { filter }),
  };
}

function partOf(attribute: Attribute, name: string): Attribute {
  const part = subAttributeOf(attribute, name);
  if (part === undefined) throw refusal("invalidPath", `${attribute.name} has no sub-attribute ${name}`);
  return part;
}

function checkValueFilter(attribute: Attribute, filter: Filter): void {
  if (!attribute.multiValued || attribute.subAttributes === undefined)
    throw refusal("invalidPath", `${attribute.name} does not have several values to filter`);
  checkFilter(filter, (name) => {
    const part = name.schema === undefined ? subAttributeOf(attribute, name.attribute) : undefined;
    if (part === undefined || name.subAttribute !== undefined)
      throw refusal("invalidFilter", `${attribute.name} has no sub-attribute ${name.attribute}`);
    return part;
  });
}
