import { isJsonObject, type Json } from "../canonical.ts";
import type { AttributeRule } from "../connector/attribute-rule.ts";
import { compileWildcards } from "../mapping/wildcard.ts";
import { member } from "../scim/attribute-value.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import { isVeiled, shownChoice, shownValue } from "./rule-break.ts";
import { typeOf } from "./typed-values.ts";
import { forText, type ValueTest } from "./value-test.ts";

/** Values that the service keeps for itself. */
export function reservedTests({ reserved }: AttributeRule, isSecret: boolean): readonly ValueTest[] {
  if (reserved === undefined) return [];
  const isTaken = compileWildcards(reserved);
  return [
    forText("reserved", (text, value) =>
      isTaken(text) ? `${shownValue(value, isSecret)} is kept by the service for itself` : undefined,
    ),
  ];
}

/** What a list as a whole has to be. */
export function listTests({ types, primary }: AttributeRule): readonly ValueTest[] {
  const tests: ValueTest[] = [];
  if (types !== undefined) {
    const known = new Set(types.map((type) => type.toLowerCase()));
    tests.push((values) => {
      const other = values
        .map((value) => typeOf(value))
        .find((type) => type !== undefined && !known.has(type.toLowerCase()));
      if (other === undefined) return undefined;
      return { kind: "types", what: `the type ${JSON.stringify(other)} is none of ${shownChoice(types)}` };
    });
  }
  if (primary === true) {
    tests.push((values) => {
      const count = values.filter((value) => isJsonObject(value) && member(value, "primary") === true).length;
      if (count === 1 || values.length === 0) return undefined;
      return {
        kind: "primary",
        what: `${count === 0 ? "no value is" : `${count} values are`} primary; one must be`,
      };
    });
  }
  return tests;
}

/** A value that must be one of those at another path. */
export function sameTest({ path }: ReadPath, others: readonly Json[], isSecret: boolean): ValueTest {
  const known = new Set(others.map((value) => foldedText(value)));
  // What stands for a secret or a reference cannot be compared.
  if (others.some((value) => isVeiled(value))) return () => undefined;
  return forText("sameAs", (text, value) =>
    known.has(text.toLowerCase()) ? undefined : `${shownValue(value, isSecret)} must be the same as ${path}`,
  );
}

function foldedText(value: Json): string {
  const plain = isJsonObject(value) ? (member(value, "value") ?? null) : value;
  return (typeof plain === "string" ? plain : JSON.stringify(plain)).toLowerCase();
}
