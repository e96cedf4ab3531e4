import type { AttributeName } from "../../scim/attribute-name.ts";
import { FilterSyntaxError } from "../../scim/filter-lexer.ts";
import { type Comparison, type Filter, parseFilter } from "../../scim/filter.ts";
import type { Attribute } from "../attribute.ts";
import { refusal, shown } from "../refusal.ts";
import { type ResourceType, knownSchemas, subAttributeOf } from "../resource-type.ts";

/** Gives the attribute a filter names; undefined when nothing is known of it. May throw `Refusal`. */
export type FindAttribute = (name: AttributeName) => Attribute | undefined;

/** Reads the `filter` of a query of these kinds of resources. Throws `Refusal` with `invalidFilter`. */
export function readFilter(text: string, types: readonly ResourceType[]): Filter {
  let filter: Filter;
  try {
    filter = parseFilter(text, types.flatMap(knownSchemas));
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw refusal("invalidFilter", error.message);
  }
  for (const type of types) checkFilter(filter, (name) => findAttribute(name, type));
  return filter;
}

/**
 * Throws `Refusal` for comparisons that make no sense: RFC 7644 section 3.4.2.2 and the types of the
 * schema. An attribute that is not in the schema has no value (section 3.4.2.1), which is no error.
 */
export function checkFilter(filter: Filter, find: FindAttribute): void {
  if (filter.op === "and" || filter.op === "or") {
    for (const part of filter.filters) checkFilter(part, find);
    return;
  }
  if (filter.op === "not") return checkFilter(filter.filter, find);
  const attribute = find(filter.attribute);
  if (filter.op === "valuePath") return checkWithin(filter.filter, attribute);
  if (filter.op !== "pr" && attribute !== undefined) checkComparison(filter, attribute);
}

function checkWithin(filter: Filter, outer: Attribute | undefined): void {
  checkFilter(filter, (name) => (outer === undefined ? undefined : subAttributeOf(outer, name.attribute)));
}

function findAttribute(name: AttributeName, type: ResourceType): Attribute | undefined {
  const { schema } = name;
  const isCore = schema === undefined || schema.toLowerCase() === type.schema.id.toLowerCase();
  const table = isCore ? type.core : type.extensionTables.get(schema.toLowerCase());
  const attribute = table?.get(name.attribute.toLowerCase());
  if (attribute === undefined || name.subAttribute === undefined) return attribute;
  return subAttributeOf(attribute, name.subAttribute);
}

const inOrder: ReadonlySet<string> = new Set(["gt", "ge", "lt", "le"]);

function checkComparison({ op, value }: Comparison, named: Attribute): void {
  const attribute = named.type === "complex" ? (subAttributeOf(named, "value") ?? named) : named;
  const { name, type } = attribute;
  if (type === "complex")
    throw refusal("invalidFilter", `${name} is complex: compare one of its sub-attributes, or ask \`pr\``);
  if (inOrder.has(op) && (type === "boolean" || type === "binary"))
    throw refusal("invalidFilter", `${name} is ${type}, which has no order: ${op} cannot be used`);
  if (value !== null && typeof value !== valueType(type))
    throw refusal("invalidFilter", `${name} is compared with a ${valueType(type)}, not with ${shown(value)}`);
}

function valueType(type: Attribute["type"]): "boolean" | "number" | "string" {
  if (type === "boolean") return "boolean";
  return type === "decimal" || type === "integer" ? "number" : "string";
}
