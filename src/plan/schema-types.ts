import type { Json } from "../canonical.ts";
import type { AttributeType, SchemaAttribute } from "../scim/schema.ts";
import { shownChoice, shownValue } from "./rule-break.ts";
import type { AskedOf } from "./schema-asked.ts";

/** A test of a value without parts. */
export interface PlainTest {
  readonly kind: "type" | "canonical";
  /** What is wrong with the value, for people. */
  readonly test: (value: Json) => string | undefined;
}

/** What a schema asks of the plain values of an attribute, as far as providers are known to mean it. */
export function plainTests(
  attribute: SchemaAttribute,
  { all, canonical, isSecret }: AskedOf,
): readonly PlainTest[] {
  if (!all) return [];
  const { type, canonicalValues, caseExact } = attribute;
  const form = type === undefined ? undefined : forms[type];
  const tests: PlainTest[] = [];
  if (form !== undefined) {
    const test = (value: Json) =>
      form.fits(value) ? undefined : `${shownValue(value, isSecret)} is no ${form.name}`;
    tests.push({ kind: "type", test });
  }
  if (canonical && canonicalValues !== undefined) {
    const fold = (text: string) => (caseExact ? text : text.toLowerCase());
    const known = new Set(canonicalValues.map(fold));
    const test = (value: Json) =>
      typeof value !== "string" || known.has(fold(value))
        ? undefined
        : `${shownValue(value, isSecret)} is none of ${shownChoice(canonicalValues)}`;
    tests.push({ kind: "canonical", test });
  }
  return tests;
}

interface Form {
  readonly name: string;
  fits(value: Json): boolean;
}

/** With a time or, as providers fill it up themselves, without. */
const dateTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?$/i;

/** Text where there should be an object, and numbers where there should be text, are left to the provider to judge. */
const forms: Readonly<Partial<Record<AttributeType, Form>>> = {
  boolean: { name: "boolean: true or false, without quotes", fits: (value) => typeof value === "boolean" },
  decimal: { name: "number", fits: (value) => typeof value === "number" },
  integer: { name: "whole number", fits: (value) => Number.isInteger(value) },
  dateTime: {
    name: "date and time, such as 2026-01-31T09:00:00Z",
    fits: (value) => typeof value === "string" && dateTime.test(value) && !Number.isNaN(Date.parse(value)),
  },
  reference: { name: "reference: text", fits: (value) => typeof value === "string" },
};
