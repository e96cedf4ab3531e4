import type { Json, JsonObject } from "../canonical.ts";
import type { PlacedRule } from "../connector/attribute-rule.ts";
import type { Desired } from "../mapping/desired.ts";
import { compilePattern } from "../mapping/functions/pattern.ts";
import { presentAt } from "./at-path.ts";
import { listTests, reservedTests, sameTest } from "./special-rules.ts";
import { forText, type Said, type ValueTest } from "./value-test.ts";
import { type ReadPath, readPaths, relationOf } from "./attribute-path-set.ts";
import { type CheckResource, describeBreaks, type RuleBreak, shownChoice, shownValue } from "./rule-break.ts";

/**
 * Makes the rules that config and connector state ready. `secret` are the paths of which no value is shown. Throws
 * `PatternError` for a pattern that the config's schema would not have let pass.
 */
export function compileRules(
  rules: readonly PlacedRule[],
  template: JsonObject,
  secret: readonly ReadPath[],
): CheckResource {
  const checks = rules.filter(({ off }) => !off).map((rule) => compileRule(rule, template, secret));
  if (checks.length === 0) return () => none;
  return (resource) => checks.flatMap((check) => check(resource));
}

const none: readonly RuleBreak[] = [];

/** Whoever breaks a rule is not sent. */
export function rejectBroken(desired: Desired, check: CheckResource): Desired {
  const breaks = desired.kind === "desired" ? check(desired.resource) : none;
  if (breaks.length === 0) return desired;
  const { until } = desired;
  const rejected = { kind: "rejected", code: "rule_broken", reason: describeBreaks(breaks) } as const;
  return until === undefined ? rejected : { ...rejected, until };
}

function compileRule(rule: PlacedRule, template: JsonObject, secret: readonly ReadPath[]): CheckResource {
  const [at] = readPaths([rule.path], template);
  if (at === undefined) return () => none;
  const isSecret = secret.some((one) => relationOf(one, at.steps) !== "apart");
  const tests = [...valueTests(rule, isSecret), ...reservedTests(rule, isSecret), ...listTests(rule)];
  const other = rule.sameAs === undefined ? undefined : readPaths([rule.sameAs], template)[0];
  return (resource) => {
    const values = valuesAt(resource, at);
    const same = other === undefined ? [] : [sameTest(other, valuesAt(resource, other), isSecret)];
    const said = [countBreak(rule, values.length), ...[...tests, ...same].map((test) => test(values))];
    return said.flatMap((one) => (one === undefined ? [] : [toBreak(rule, one)]));
  };
}

function valuesAt(resource: JsonObject, at: ReadPath): readonly Json[] {
  return presentAt(resource, at).flatMap((value) => (Array.isArray(value) ? value : [value]));
}

function toBreak({ path, by }: PlacedRule, { kind, what }: Said): RuleBreak {
  return { rule: `${path} ${kind}`, message: `${path}: ${what} (${by})` };
}

function countBreak({ required, single }: PlacedRule, count: number): Said | undefined {
  if (required === true && count === 0) return { kind: "required", what: "is empty, and must have a value" };
  if (single === true && count > 1)
    return { kind: "single", what: `has ${count} values; only one is allowed` };
  return undefined;
}

function valueTests(rule: PlacedRule, isSecret: boolean): readonly ValueTest[] {
  const { maxLength, pattern } = rule;
  const tests: ValueTest[] = [];
  if (maxLength !== undefined) {
    tests.push(
      forText("maxLength", (text) => {
        const length = lengthOf(text, maxLength);
        return length > maxLength ? `has ${length} characters; at most ${maxLength} are allowed` : undefined;
      }),
    );
  }
  if (pattern !== undefined) {
    const whole = compilePattern(`^(?:${pattern})$`);
    tests.push(
      forText("pattern", (text, value) =>
        whole.test(text) ? undefined : `${shownValue(value, isSecret)} does not match ${pattern}`,
      ),
    );
  }
  if (rule.enum !== undefined) {
    const choices = rule.enum;
    const known = new Set(choices.map(String));
    tests.push(
      forText("enum", (text, value) =>
        known.has(text) ? undefined : `${shownValue(value, isSecret)} is none of ${shownChoice(choices)}`,
      ),
    );
  }
  return tests;
}

/** Characters outside the first 65,536 are two units of JavaScript's; counted only when it matters. */
function lengthOf(text: string, limit: number): number {
  return text.length <= limit ? text.length : Array.from(text).length;
}
