import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { PlacedRule } from "../connector/attribute-rule.ts";
import { member } from "../scim/attribute-value.ts";
import { coreSchemas, isSchemaUrn, type ResourceType } from "../scim/resource.ts";
import type { SchemaAttribute, ScimSchema } from "../scim/schema.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import type { CheckResource, RuleBreak } from "./rule-break.ts";
import { askedOf, isOff } from "./schema-asked.ts";
import { checkAttribute, type CompiledAttribute } from "./schema-check.ts";
import { describeSchemaNotices, type SchemaNotes } from "./schema-notices.ts";
import { plainTests } from "./schema-types.ts";

/** What a target's `/Schemas` asks of resources made from a template. */
export interface SchemaRules {
  /** What the template as a whole meets there; for people. */
  readonly notices: readonly string[];
  readonly check: CheckResource;
}

/** What schema rules are made from. */
export interface SchemaSituation {
  readonly type: ResourceType;
  readonly schemas: readonly ScimSchema[];
  readonly template: JsonObject;
  /** Rules of config and connector: where they speak, the schema is silent. */
  readonly stated: readonly PlacedRule[];
  /** Paths of which no value is shown. */
  readonly secret: readonly ReadPath[];
}

/**
 * Makes a provider's schemas ready. Only what the template gives is looked at, and of that only what a provider that
 * means its schema refuses: required values, types, canonical values, lists. The rest is said in notices.
 */
export function compileSchemaRules(situation: SchemaSituation): SchemaRules {
  const { type, schemas, template } = situation;
  const core = schemaOf(schemas, coreSchemas[type]);
  if (core === undefined) return { notices: [], check: () => none };
  const work: Work = { situation, unknown: [], readOnly: [], required: [], labels: [] };
  const checks: { urn?: string; attributes: readonly CompiledAttribute[] }[] = [
    { attributes: compileAll(work, core.attributes, withoutExtensions(template)) },
  ];
  for (const [urn, given] of extensionsOf(template)) {
    const schema = schemaOf(schemas, urn);
    if (schema !== undefined)
      checks.push({ urn, attributes: compileAll(work, schema.attributes, given, urn) });
    else if (!isOff(situation, urn)) work.unknown.push(urn);
  }
  return {
    notices: describeSchemaNotices(type, work),
    check(resource) {
      const breaks: RuleBreak[] = [];
      for (const { urn, attributes } of checks) {
        // What an extension requires is asked of those who have it.
        const holder = urn === undefined ? resource : member(resource, urn);
        if (isJsonObject(holder)) for (const one of attributes) checkAttribute(one, holder, breaks);
      }
      return breaks;
    },
  };
}

const none: readonly RuleBreak[] = [];

interface Work extends SchemaNotes {
  readonly situation: SchemaSituation;
}

function schemaOf(schemas: readonly ScimSchema[], urn: string): ScimSchema | undefined {
  return schemas.find(({ id }) => id.toLowerCase() === urn.toLowerCase());
}

function withoutExtensions(template: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(template).filter(([name]) => !isSchemaUrn(name)));
}

function extensionsOf(template: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(template).filter(([name]) => isSchemaUrn(name));
}

/** Attributes of every resource, which no schema lists (RFC 7643 §3.1). */
const common: ReadonlySet<string> = new Set(["schemas", "id", "externalid", "meta"]);

/** What a template gives below a place, by name in lower case; `any` when an expression decides. */
type Given = ReadonlyMap<string, { readonly name: string; readonly values: readonly Json[] }> | "any";

function givenBelow(values: readonly Json[]): Given {
  const given = new Map<string, { name: string; values: readonly Json[] }>();
  for (const value of values.flatMap((item) => (Array.isArray(item) ? (item as readonly Json[]) : [item]))) {
    if (typeof value === "string" && value.includes("${")) return "any";
    if (!isJsonObject(value)) continue;
    for (const [name, item] of Object.entries(value)) {
      const before = given.get(name.toLowerCase())?.values ?? [];
      given.set(name.toLowerCase(), { name, values: [...before, item] });
    }
  }
  return given;
}

function compileAll(
  work: Work,
  attributes: readonly SchemaAttribute[],
  template: Json,
  urn?: string,
): readonly CompiledAttribute[] {
  const given = givenBelow([template]);
  const prefix = urn === undefined ? "" : `${urn}:`;
  noteUnknown(work, attributes, given, prefix);
  return attributes.flatMap((attribute) => {
    if (urn === undefined && common.has(attribute.name.toLowerCase())) return [];
    return compileAttribute(work, attribute, given, { prefix, isLabel: false });
  });
}

interface Below {
  readonly prefix: string;
  /** The kind of a value of a list, for which a schema's canonical values are suggestions. */
  readonly isLabel: boolean;
}

function compileAttribute(
  work: Work,
  attribute: SchemaAttribute,
  given: Given,
  { prefix, isLabel }: Below,
): readonly CompiledAttribute[] {
  const path = prefix + attribute.name;
  const asked = askedOf(work.situation, attribute, path);
  const values = given === "any" ? undefined : given.get(attribute.name.toLowerCase())?.values;
  if (given !== "any" && values === undefined) {
    if (asked.required) work.required.push(path);
    return [];
  }
  if (attribute.readOnly || !asked.all) {
    if (asked.all && values !== undefined) work.readOnly.push(path);
    return [];
  }
  if (isLabel) work.labels.push(...unsuggested(attribute, values ?? [], path));
  const below = values === undefined ? "any" : givenBelow(values);
  return [
    {
      name: attribute.name,
      path,
      // What an expression makes of a whole object is not known: nothing can be missed in it.
      isRequired: asked.required && given !== "any",
      multiValued: asked.plurality ? attribute.multiValued : undefined,
      tests: plainTests(attribute, { ...asked, canonical: asked.canonical && !isLabel }),
      parts: compileParts(work, attribute, below, path),
    },
  ];
}

function compileParts(
  work: Work,
  { subAttributes = [], multiValued }: SchemaAttribute,
  given: Given,
  path: string,
): readonly CompiledAttribute[] {
  if (subAttributes.length > 0) noteUnknown(work, subAttributes, given, `${path}.`);
  return subAttributes.flatMap((part) => {
    const isLabel = multiValued === true && part.name.toLowerCase() === "type";
    return compileAttribute(work, part, given, { prefix: `${path}.`, isLabel });
  });
}

function noteUnknown(work: Work, attributes: readonly SchemaAttribute[], given: Given, prefix: string): void {
  if (given === "any") return;
  const known = new Set(attributes.map(({ name }) => name.toLowerCase()));
  for (const [folded, { name }] of given) {
    const isKnown = known.has(folded) || folded === "$ref" || (prefix === "" && common.has(folded));
    if (!isKnown && !isOff(work.situation, prefix + name)) work.unknown.push(prefix + name);
  }
}

/** Labels written out in the template that the provider does not suggest. */
function unsuggested(
  { canonicalValues }: SchemaAttribute,
  values: readonly Json[],
  path: string,
): readonly string[] {
  if (canonicalValues === undefined) return [];
  const known = new Set(canonicalValues.map((value) => value.toLowerCase()));
  return values.flatMap((value) => {
    const isWritten = typeof value === "string" && !value.includes("${");
    return isWritten && !known.has(value.toLowerCase()) ? [`${path} "${value}"`] : [];
  });
}
