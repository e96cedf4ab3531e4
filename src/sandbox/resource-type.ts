import { type Attribute, type Schema, attribute, complex } from "./attribute.ts";
import { groupSchema } from "./group-schema.ts";
import { ownAttribute } from "./own-attributes.ts";
import { enterpriseUserSchema, userSchema } from "./user-schema.ts";

/** Attributes by name in lower case. */
export type AttributeTable = ReadonlyMap<string, Attribute>;

/** A kind of resource with its schemas, ready for looking things up: RFC 7643 section 6. */
export interface ResourceType {
  readonly name: "User" | "Group";
  readonly endpoint: "/Users" | "/Groups";
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
  /** Core attributes, those common to all resources included. */
  readonly core: AttributeTable;
  /** Attributes of registered extensions, by URN in lower case. */
  readonly extensionTables: ReadonlyMap<string, AttributeTable>;
  /** The attribute that no two resources may share, compared without case. */
  readonly uniqueAttribute: "userName" | "displayName";
}

export interface ResourceTypes {
  readonly user: ResourceType;
  readonly group: ResourceType;
}

/** `names`: attributes of users besides those of the RFC, which the schemas do not tell. */
export function resourceTypes(names: readonly string[] = []): ResourceTypes {
  const user = userSchema();
  const group = groupSchema();
  const enterprise = enterpriseUserSchema();
  return {
    user: {
      name: "User",
      endpoint: "/Users",
      description: "User Account",
      schema: user,
      extensions: [enterprise],
      core: tableOf([...names.map(ownAttribute), ...commonAttributes(), ...user.attributes]),
      extensionTables: new Map([[enterprise.id.toLowerCase(), tableOf(enterprise.attributes)]]),
      uniqueAttribute: "userName",
    },
    group: {
      name: "Group",
      endpoint: "/Groups",
      description: "Group",
      schema: group,
      extensions: [],
      core: tableOf([...commonAttributes(), ...group.attributes]),
      extensionTables: new Map(),
      uniqueAttribute: "displayName",
    },
  };
}

/** URNs that the service provider knows for a kind of resource. */
export function knownSchemas(type: ResourceType): readonly string[] {
  return [type.schema.id, ...type.extensions.map((extension) => extension.id)];
}

/** A sub-attribute by its name without case. */
export function subAttributeOf(parent: Attribute, name: string): Attribute | undefined {
  if (parent.type === "any") return ownAttribute(name);
  const exact = parent.subAttributes?.find((part) => part.name === name);
  if (exact !== undefined) return exact;
  const folded = name.toLowerCase();
  return parent.subAttributes?.find((part) => part.name.toLowerCase() === folded);
}

function tableOf(attributes: readonly Attribute[]): AttributeTable {
  return new Map(attributes.map((one) => [one.name.toLowerCase(), one]));
}

// RFC 7643 section 3.1. They belong to every resource and to no schema.
function commonAttributes(): readonly Attribute[] {
  const readOnly = { mutability: "readOnly" } as const;
  const meta = [
    attribute("resourceType", "The kind of resource.", readOnly),
    attribute("created", "When it was made.", { ...readOnly, type: "dateTime" }),
    attribute("lastModified", "When it was changed last.", { ...readOnly, type: "dateTime" }),
    attribute("location", "Its URI.", { ...readOnly, type: "reference", referenceTypes: ["uri"] }),
    attribute("version", "Its ETag.", readOnly),
  ];
  return [
    attribute("schemas", "The schemas of the resource.", {
      type: "reference",
      multiValued: true,
      returned: "always",
    }),
    attribute("id", "The identifier the service provider gave.", {
      ...readOnly,
      returned: "always",
      uniqueness: "server",
    }),
    attribute("externalId", "The identifier the client gave."),
    complex("meta", "Facts about the resource.", meta, readOnly),
  ];
}
