import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import type { Json } from "../canonical.ts";
import { ExpressionError, fromEvaluation, fromLanguage } from "./expression-error.ts";
import type { ExpressionInput, ExpressionScope, KnownNames } from "./expression-input.ts";
import { registerFunctions } from "./functions.ts";
import { indexNames } from "./known-names.ts";
import { type Rewritten, rewrite } from "./rewrite.ts";
import { asList, itemOf, stepInto } from "./steps.ts";
import type { ScopeNames } from "./supplied.ts";
import { toJson } from "./to-json.ts";

export interface Expression {
  readonly usesGroups: boolean;
  /** Throws `ExpressionError` when the expression cannot be evaluated for this record. */
  evaluate(input: ExpressionInput): Json;
}

const longest = 4_000;

/** Creates the compiler for one scope; it is costly, its expressions are cheap. */
export function createExpressionCompiler(scope: ExpressionScope): (source: string) => Expression {
  const environment = registerFunctions(
    new Environment({ homogeneousAggregateLiterals: false, limits: { maxAstNodes: 2_000, maxDepth: 50 } }),
  );
  registerSteps(environment);
  if (scope.groups) environment.registerVariable("groups", "list<string>");
  environment.registerVariable("target", "string");
  const names = { user: index(scope.user), group: index(scope.group), groups: scope.groups };
  return (source) => compile(environment, names, source);
}

function index(known: KnownNames | undefined): ScopeNames["user"] {
  return known === undefined ? undefined : indexNames(known);
}

/** What `rewrite` makes of steps that do not begin at a record. */
function registerSteps(environment: Environment): void {
  environment.registerFunction("dyn._step(string): dyn", stepInto, { async: false });
  environment.registerFunction("dyn._item(dyn): dyn", itemOf, { async: false });
  environment.registerFunction("dyn._list(): list<dyn>", asList, { async: false });
}

function compile(environment: Environment, names: ScopeNames, source: string): Expression {
  if (source.trim() === "") throw new ExpressionError("the expression is empty");
  if (source.length > longest) throw new ExpressionError(`longer than ${longest} characters`);
  const rewritten = rewrite(source, parse(environment, source).ast, names);
  const { usesGroups, supplied } = rewritten;
  const [only] = supplied;
  // Most expressions are one attribute: there is nothing to evaluate.
  if (only?.name === rewritten.text.trim())
    return { usesGroups, evaluate: (input) => toJson(only.read(input)) };
  for (const { name, type } of supplied) {
    if (!environment.hasVariable(name)) environment.registerVariable(name, type);
  }
  return { usesGroups, evaluate: createEvaluation(check(environment, rewritten), rewritten) };
}

interface Program {
  (context: object): unknown;
  readonly ast: ASTNode;
  check(): { valid: boolean; error?: unknown };
}

function parse(environment: Environment, source: string): Program {
  try {
    return environment.parse(source);
  } catch (error) {
    throw fromLanguage(error);
  }
}

function check(environment: Environment, { text, originalOffset }: Rewritten): Program {
  try {
    const program = parse(environment, text);
    const checked = program.check();
    if (checked.valid) return program;
    throw fromLanguage(checked.error);
  } catch (error) {
    const { message, offset } = fromLanguage(error);
    throw new ExpressionError(message, originalOffset(offset));
  }
}

/**
 * Variables are read when the expression comes to them, since one that fails may stand on a side that is not taken.
 * Evaluation is synchronous, so the variables of one expression can share the input.
 */
function createEvaluation(program: Program, { supplied, originalOffset }: Rewritten): Expression["evaluate"] {
  let current: ExpressionInput;
  const variables = {
    get groups() {
      return current.groups ?? [];
    },
    get target() {
      return current.target;
    },
  };
  for (const { name, read } of supplied) Object.defineProperty(variables, name, { get: () => read(current) });
  return (input) => {
    current = input;
    try {
      return toJson(program(variables));
    } catch (error) {
      throw fromEvaluation(error, originalOffset);
    }
  };
}
