import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { isVeiled, type RuleBreak } from "./rule-break.ts";
import type { PlainTest } from "./schema-types.ts";

/** What a schema asks of an attribute that the template gives. */
export interface CompiledAttribute {
  readonly name: string;
  readonly path: string;
  readonly isRequired: boolean;
  /** Whether it is a list; undefined when either will do. */
  readonly multiValued: boolean | undefined;
  readonly tests: readonly PlainTest[];
  readonly parts: readonly CompiledAttribute[];
}

/** Adds the rules that the attribute breaks in the resource, extension or value that holds it. */
export function checkAttribute(attribute: CompiledAttribute, holder: JsonObject, breaks: RuleBreak[]): void {
  const { name, multiValued } = attribute;
  const value = member(holder, name);
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
    if (attribute.isRequired) breaks.push(toBreak(attribute, "required", "is empty, and must have a value"));
    return;
  }
  if (Array.isArray(value)) {
    if (multiValued === false) {
      breaks.push(toBreak(attribute, "single", "takes one value, and would be given a list"));
      return;
    }
    for (const item of value as readonly Json[]) checkOne(attribute, item, breaks);
    return;
  }
  if (multiValued === true && !isVeiled(value)) {
    breaks.push(toBreak(attribute, "list", "takes a list, and would be given a single value"));
    return;
  }
  checkOne(attribute, value, breaks);
}

function checkOne(attribute: CompiledAttribute, value: Json, breaks: RuleBreak[]): void {
  if (isJsonObject(value)) {
    for (const part of attribute.parts) checkAttribute(part, value, breaks);
    return;
  }
  if (value === null || Array.isArray(value) || isVeiled(value)) return;
  for (const { kind, test } of attribute.tests) {
    const what = test(value);
    if (what !== undefined) breaks.push(toBreak(attribute, kind, what));
  }
}

function toBreak({ path }: CompiledAttribute, kind: string, what: string): RuleBreak {
  return { rule: `${path} ${kind}`, message: `${path}: ${what} (the target's /Schemas)` };
}
