import type { Expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { MappingError } from "./mapping-error.ts";
import { problemAt, type TemplateProblem } from "./resource-template.ts";
import type { TemplatePath } from "./template.ts";

/** `users.leavesWhen`, compiled. */
export interface LeavesWhen {
  readonly usesGroups: boolean;
  /** Why a user leaves; undefined for whoever stays. Throws `MappingError` when that cannot be said. */
  reasonOf(input: ExpressionInput): string | undefined;
}

/** A reason stands in plans, lists and the audit trail, so it is no essay. */
const longest = 200;

/** Compiles the expression, which gives a reason, or true or false; problems are appended to `problems`. */
export function compileLeavesWhen(
  source: string,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): LeavesWhen | undefined {
  try {
    const expression = compile(source);
    return { usesGroups: expression.usesGroups, reasonOf: (input) => reasonIn(attempt(expression, input)) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    problems.push(problemAt(path, error));
    return undefined;
  }
}

function reasonIn(value: unknown): string | undefined {
  if (value === null || value === undefined || value === false) return undefined;
  if (value === true) return "users.leavesWhen is true";
  if (typeof value !== "string")
    throw new MappingError(`leavesWhen: gives ${typeof value}, not a reason, true or false`);
  const reason = value.trim().slice(0, longest);
  return reason === "" ? undefined : `${reason} (users.leavesWhen)`;
}

function attempt(expression: Expression, input: ExpressionInput): unknown {
  try {
    return expression.evaluate(input);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new MappingError(`leavesWhen: ${error.message}`);
  }
}
