/** An attribute as filters and paths name it, without a value filter: RFC 7644 section 3.10. */
export interface AttributeName {
  /** URN of the schema when the name was written in full. */
  readonly schema?: string;
  /** Attribute, or the URN of an extension when the name stands for all of it. */
  readonly attribute: string;
  readonly subAttribute?: string;
}

const plainName = /^([a-z$][\w$-]*)(?:\.([a-z$][\w$-]*))?$/i;
const urn = /^urn:[a-z0-9][a-z0-9-]*:[\w.$:+%~!*'@/-]+$/i;
const versionSegment = /^v?\d+(?:\.\d+)*$/i;

/**
 * Reads `userName`, `name.givenName`, `urn:…:User:manager.value` or a bare extension URN.
 * Gives undefined for anything else. `schemas` are URNs known to the caller, which settle where a URN
 * ends; without them a URN whose last segment but one is a version (`…:2.0:User`) is a bare one.
 */
export function parseAttributeName(text: string, schemas: readonly string[] = []): AttributeName | undefined {
  if (!/^urn:/i.test(text)) return parsePlainName(text);
  if (!urn.test(text) || text.endsWith(":")) return undefined;
  const schemaEnd = endOfSchema(text, schemas);
  if (schemaEnd === text.length) return { attribute: text };
  const name = parsePlainName(text.slice(schemaEnd + 1));
  return name === undefined ? undefined : { schema: text.slice(0, schemaEnd), ...name };
}

function parsePlainName(text: string): AttributeName | undefined {
  const [, attribute, subAttribute] = plainName.exec(text) ?? [];
  if (attribute === undefined) return undefined;
  return subAttribute === undefined ? { attribute } : { attribute, subAttribute };
}

function endOfSchema(text: string, schemas: readonly string[]): number {
  const folded = text.toLowerCase();
  let known = -1;
  for (const schema of schemas) {
    const candidate = schema.toLowerCase();
    const fits = folded === candidate || folded.startsWith(`${candidate}:`);
    if (fits && candidate.length > known) known = candidate.length;
  }
  if (known >= 0) return known;
  const lastColon = text.lastIndexOf(":");
  const before = text.slice(text.lastIndexOf(":", lastColon - 1) + 1, lastColon);
  const isBare = versionSegment.test(before) && !text.slice(lastColon).includes(".");
  return isBare ? text.length : lastColon;
}

/** Writes a name so that `parseAttributeName` reads the same one back. */
export function formatAttributeName(name: AttributeName): string {
  const schema = name.schema === undefined ? "" : `${name.schema}:`;
  const subAttribute = name.subAttribute === undefined ? "" : `.${name.subAttribute}`;
  return `${schema}${name.attribute}${subAttribute}`;
}
