import { isJsonObject, type Json } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { isVeiled } from "./rule-break.ts";

/** What is wrong with a value, and by which part of a rule. */
export interface Said {
  readonly kind: string;
  readonly what: string;
}

/** Says what is wrong with the values of an attribute; undefined when nothing is. */
export type ValueTest = (values: readonly Json[]) => Said | undefined;

/** Tests each plain value as text; of a value with parts, the one that RFC 7643 §2.4 calls `value`. */
export function forText(kind: string, test: (text: string, value: Json) => string | undefined): ValueTest {
  return (values) => {
    for (const value of values) {
      const plain = isJsonObject(value) ? (member(value, "value") ?? null) : value;
      const what =
        plain === null || Array.isArray(plain) || isVeiled(plain) ? undefined : test(plainText(plain), plain);
      if (what !== undefined) return { kind, what };
    }
    return undefined;
  };
}

function plainText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
