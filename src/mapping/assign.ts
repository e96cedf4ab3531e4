import type { Expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { MappingError } from "./mapping-error.ts";
import type { TemplateProblem } from "./resource-template.ts";
import type { AssignTemplate, TemplatePath } from "./template.ts";
import { compileWildcards } from "./wildcard.ts";

/** Says whether a user is assigned to the target, and which clause decided. */
export interface Assignment {
  readonly usesGroups: boolean;
  /** Throws `MappingError` when `where` cannot be evaluated for this user. */
  decide(input: ExpressionInput): { readonly assigned: boolean; readonly clause: string };
}

/** Compiles `assign`: groups OR where OR everyone; nothing stated means nobody. */
export function compileAssignment(
  template: AssignTemplate,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): Assignment {
  const where =
    template.where === undefined
      ? undefined
      : compileWhere(template.where, [...path, "where"], compile, problems);
  const inGroups = compileWildcards(template.groups);
  return {
    usesGroups: template.groups.length > 0 || (where?.usesGroups ?? false),
    decide(input) {
      if (template.everyone) return { assigned: true, clause: "assign.everyone" };
      const group = (input.groups ?? []).find(inGroups);
      if (group !== undefined) return { assigned: true, clause: `assign.groups: member of ${group}` };
      if (where?.holds(input) === true) return { assigned: true, clause: `assign.where: ${template.where}` };
      return { assigned: false, clause: "no clause of assign holds" };
    },
  };
}

/** A compiled condition. */
export interface Condition {
  readonly usesGroups: boolean;
  holds(input: ExpressionInput): boolean;
}

/** Compiles a bare `where` expression; it must give true or false. */
export function compileWhere(
  source: string,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): Condition | undefined {
  try {
    const expression = compile(source);
    return { usesGroups: expression.usesGroups, holds: (input) => evaluate(expression, input) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    problems.push({ path, message: error.message, offset: error.offset });
    return undefined;
  }
}

/** A condition that does not answer true or false decides nothing: the user is left as they are. */
function evaluate(expression: Expression, input: ExpressionInput): boolean {
  const value = attempt(expression, input);
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  throw new MappingError(`where: gives ${typeof value}, not true or false`);
}

function attempt(expression: Expression, input: ExpressionInput): unknown {
  try {
    return expression.evaluate(input);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new MappingError(`where: ${error.message}`);
  }
}
