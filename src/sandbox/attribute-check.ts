import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import type { Attribute } from "./attribute.ts";
import { refusal, shown } from "./refusal.ts";
import { subAttributeOf } from "./resource-type.ts";

/**
 * A value in the form its schema gives: names in their own case, read-only parts left out.
 * Gives undefined for what RFC 7643 section 2.5 calls unassigned: null, `[]`, `{}`.
 * Throws `Refusal`. `path` is for messages.
 */
export function checkValue(attribute: Attribute, value: Json, path: string): Json | undefined {
  if (value === null) return undefined;
  if (!attribute.multiValued) return checkOne(attribute, value, path);
  if (!Array.isArray(value)) throw refusal("invalidValue", `${path} must be a list, not ${shown(value)}`);
  const items = (value as readonly Json[]).map((item, at) => checkItem(attribute, item, `${path}[${at}]`));
  refuseTwoPrimaries(items, path);
  return items.length === 0 ? undefined : items;
}

/** As `checkValue`, for one value of a multi-valued attribute, which must hold something. */
export function checkItem(attribute: Attribute, value: Json, path: string): Json {
  const checked = value === null ? undefined : checkOne(attribute, value, path);
  if (checked === undefined) throw refusal("invalidValue", `${path} holds nothing`);
  return checked;
}

function refuseTwoPrimaries(items: readonly Json[], path: string): void {
  const primaries = items.filter((item) => isJsonObject(item) && item["primary"] === true);
  if (primaries.length > 1)
    throw refusal(
      "invalidValue",
      `${path} has ${primaries.length} primary values; one at most may be primary`,
    );
}

function checkOne(attribute: Attribute, value: Json, path: string): Json | undefined {
  if (attribute.type === "complex") return checkComplex(attribute, value, path);
  if (attribute.type === "any" && isJsonObject(value)) return checkAny(value, path);
  const problem = problemOf(attribute, value);
  if (problem !== undefined)
    throw refusal("invalidValue", `${path} must be ${problem}, not the ${kindOf(value)} ${shown(value)}`);
  return value;
}

function kindOf(value: Json): string {
  if (value === null) return "value";
  if (Array.isArray(value)) return "list";
  return typeof value;
}

const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function problemOf(attribute: Attribute, value: Json): string | undefined {
  const form = forms[attribute.type];
  return form.fits(value) ? undefined : form.wanted;
}

interface Form {
  readonly wanted: string;
  fits(value: Json): boolean;
}

const text: Form = { wanted: "a string", fits: (value) => typeof value === "string" };

const forms: Readonly<Record<Attribute["type"], Form>> = {
  string: text,
  reference: text,
  boolean: { wanted: "true or false without quotes", fits: (value) => typeof value === "boolean" },
  decimal: { wanted: "a number", fits: (value) => typeof value === "number" },
  integer: { wanted: "a whole number", fits: (value) => Number.isInteger(value) },
  binary: { wanted: "base64 text", fits: (value) => isText(value, base64) },
  dateTime: {
    wanted: "a date and time such as 2026-01-31T09:00:00Z",
    fits: (value) => isText(value, dateTime) && !Number.isNaN(Date.parse(value)),
  },
  complex: { wanted: "an object", fits: isJsonObject },
  any: { wanted: "a value", fits: () => true },
};

function isText(value: Json, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}

function checkComplex(attribute: Attribute, value: Json, path: string): Json | undefined {
  if (!isJsonObject(value))
    throw refusal("invalidValue", `${path} must be an object with sub-attributes, not ${shown(value)}`);
  const parts: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const part = subAttributeOf(attribute, key);
    if (part === undefined)
      throw refusal("invalidSyntax", `${path} has no sub-attribute ${shown(key)} in its schema`);
    if (Object.hasOwn(parts, part.name))
      throw refusal("invalidSyntax", `${path}.${part.name} is given twice`);
    const checked =
      part.mutability === "readOnly" ? undefined : checkValue(part, item, `${path}.${part.name}`);
    if (checked !== undefined) parts[part.name] = checked;
  }
  return Object.keys(parts).length === 0 ? undefined : parts;
}

function checkAny(value: JsonObject, path: string): JsonObject | undefined {
  checkVerbatim(value, path);
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** Throws `Refusal` when an extension nobody registered holds JSON nested past reason. */
export function checkVerbatim(value: JsonObject, path: string): void {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > 30) throw refusal("invalidValue", `${path} is nested deeper than 30 levels`);
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
}
