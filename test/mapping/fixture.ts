import type { JsonObject } from "../../src/canonical.ts";
import type { Desired } from "../../src/mapping/desired.ts";
import { createExpressionCompiler, type Expression } from "../../src/mapping/expression.ts";
import { ExpressionError } from "../../src/mapping/expression-error.ts";
import type { ExpressionInput, KnownNames } from "../../src/mapping/expression-input.ts";
import { compileUserMapping, type UserMapping } from "../../src/mapping/map-user.ts";
import { compileTemplate, type TemplateProblem } from "../../src/mapping/resource-template.ts";
import type { AssignTemplate } from "../../src/mapping/template.ts";

/** Attributes that users of the source of these tests can have. */
export const names = [
  "id",
  "email",
  "first_name",
  "last_name",
  "title",
  "department",
  "manager_id",
  "phones",
  "enabled",
  "count",
  "constructor",
];

export type Person = JsonObject;

/** When tests map. */
export const now = Date.UTC(2026, 0, 2);

export function inputOf(user: Person, groups: readonly string[] = []): ExpressionInput {
  return { user, groups, target: "app", now };
}

export function compile(source: string, known: KnownNames = names): Expression {
  return createExpressionCompiler({ user: known, groups: true })(source);
}

/** The value an expression gives for a person. */
export function valueOf(source: string, user: Person = {}, groups: readonly string[] = []): unknown {
  return compile(source).evaluate(inputOf(user, groups));
}

/** What is wrong with an expression, as the compiler says it. */
export function complaint(source: string, known: KnownNames = names): ExpressionError {
  try {
    compile(source, known);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with ${source.slice(0, 80)}`);
}

/** A template filled for a person. */
export function fill(template: JsonObject, user: Person = {}, groups: readonly string[] = []): JsonObject {
  const problems: TemplateProblem[] = [];
  const compiled = compileTemplate(
    template,
    ["attributes"],
    createExpressionCompiler({ user: names, groups: true }),
    problems,
  );
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return compiled.fill(inputOf(user, groups));
}

/** What is wrong with a template. */
export function problemsOf(template: JsonObject): readonly TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  compileTemplate(
    template,
    ["attributes"],
    createExpressionCompiler({ user: names, groups: true }),
    problems,
  );
  return problems;
}

export const nobody: AssignTemplate = { groups: [], everyone: false };
export const everybody: AssignTemplate = { groups: [], everyone: true };

export function mappingOf(
  assign: AssignTemplate,
  attributes: JsonObject,
  known: KnownNames = names,
): UserMapping {
  const problems: TemplateProblem[] = [];
  const users = { attributes, createOnly: [], clearWhenEmpty: [] };
  const onUser = createExpressionCompiler({ user: known, groups: true });
  const mapping = compileUserMapping(assign, users, ["targets", "app"], onUser, problems);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return mapping;
}

export function mapUser(
  assign: AssignTemplate,
  attributes: JsonObject,
  user: Person,
  groups: readonly string[] = [],
): Desired {
  return mappingOf(assign, attributes).map(inputOf(user, groups));
}
