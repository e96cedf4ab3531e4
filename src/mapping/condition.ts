import type { Expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { MappingError } from "./mapping-error.ts";
import { problemAt, type TemplateProblem } from "./resource-template.ts";
import type { TemplatePath } from "./template.ts";

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
    problems.push(problemAt(path, error));
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
