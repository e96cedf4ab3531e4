import { isCaseExact } from "../scim/filter-match.ts";

export type AttributeType =
  | "string"
  | "boolean"
  | "decimal"
  | "integer"
  | "dateTime"
  | "binary"
  | "reference"
  | "complex"
  // Whatever JSON has, parts of any name included: of attributes that no schema describes, so /Schemas never says it.
  | "any";

/** An attribute's definition: RFC 7643 section 7, as `/Schemas` gives it. */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly canonicalValues?: readonly string[];
  readonly caseExact: boolean;
  readonly mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  readonly returned: "always" | "never" | "default" | "request";
  readonly uniqueness: "none" | "server" | "global";
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** A string that may be read and written, but for what `more` says. */
export function attribute(name: string, description: string, more: Partial<Attribute> = {}): Attribute {
  const type = more.type ?? "string";
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: type === "binary" || isCaseExact(name),
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    ...more,
  };
}

/** A complex attribute. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  more: Partial<Attribute> = {},
): Attribute {
  const parts = subAttributes.map((part) => ({
    ...part,
    caseExact: part.caseExact || isCaseExact(name, part.name),
  }));
  return attribute(name, description, { type: "complex", subAttributes: parts, ...more });
}

/** A multi-valued complex attribute with the sub-attributes of RFC 7643 section 2.4. */
export function plural(
  name: string,
  description: string,
  canonicalTypes: readonly string[],
  value: Partial<Attribute> = {},
): Attribute {
  const parts = [
    attribute("value", description, value),
    attribute("display", "A name of the value, for reading."),
    attribute("type", "What the value is for.", { canonicalValues: canonicalTypes }),
    attribute("primary", "Whether this is the preferred value; true for one value at most.", {
      type: "boolean",
    }),
  ];
  return complex(name, description, parts, { multiValued: true });
}
