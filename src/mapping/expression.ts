import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import type { Json } from "../canonical.ts";
import { fitting, mostSteps, type Run } from "./bounds.ts";
import { ExpressionError, fromEvaluation, fromLanguage } from "./expression-error.ts";
import type { ExpressionInput, ExpressionScope, KnownNames } from "./expression-input.ts";
import { callable, registerFunctions } from "./functions/register.ts";
import { indexNames } from "./known-names.ts";
import { type Rewritten, rewrite } from "./rewrite.ts";
import type { Surroundings } from "./supplied.ts";
import { toJson } from "./to-json.ts";

export interface Expression {
  readonly usesGroups: boolean;
  /** Throws `ExpressionError` when the expression cannot be evaluated for this record. */
  evaluate(input: ExpressionInput): Json;
}

const longest = 4_000;

/** Creates the compiler for one scope; it is costly, its expressions are cheap. */
export function createExpressionCompiler(scope: ExpressionScope): (source: string) => Expression {
  const run: Run = { input: { target: "", now: 0 }, steps: 0 };
  const environment = registerFunctions(
    new Environment({ homogeneousAggregateLiterals: false, limits: { maxAstNodes: 2_000, maxDepth: 50 } }),
    run,
  );
  if (scope.groups) environment.registerVariable("groups", "list<string>");
  environment.registerVariable("target", "string");
  const around: Surroundings = {
    user: index(scope.user),
    group: index(scope.group),
    groups: scope.groups,
    tables: scope.tables ?? new Map<string, never>(),
    run,
    define: definer(environment, run),
  };
  return (source) => {
    try {
      return compile(environment, around, source);
    } catch (error) {
      throw error instanceof ExpressionError ? error.shownIn(source) : error;
    }
  };
}

function index(known: KnownNames | undefined): Surroundings["user"] {
  return known === undefined ? undefined : indexNames(known);
}

/** Makes functions of single calls known to the language; of none is known what it is given. */
function definer(environment: Environment, run: Run): Surroundings["define"] {
  let made = 0;
  return ({ returns }, { arity, isMethod }, apply) => {
    const name = `_made${(made += 1)}`;
    const parameters = Array<string>(isMethod ? arity - 1 : arity).fill("dyn");
    const signature = `${isMethod ? "dyn." : ""}${name}(${parameters.join(", ")}): ${returns}`;
    environment.registerFunction(signature, callable(run, apply, arity), { async: false });
    return name;
  };
}

function compile(environment: Environment, around: Surroundings, source: string): Expression {
  if (source.trim() === "") throw new ExpressionError("the expression is empty");
  if (source.length > longest) throw new ExpressionError(`longer than ${longest} characters`);
  const rewritten = rewrite(source, parse(environment, source).ast, around);
  const { usesGroups, supplied } = rewritten;
  const [only] = supplied;
  // Most expressions are one attribute: there is nothing to evaluate.
  if (only?.name === rewritten.text.trim())
    return { usesGroups, evaluate: (input) => toJson(only.read(input)) };
  for (const { name, type } of supplied) {
    if (!environment.hasVariable(name)) environment.registerVariable(name, type);
  }
  return { usesGroups, evaluate: createEvaluation(check(environment, rewritten), rewritten, around.run) };
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
 * Evaluation is synchronous, so all expressions of a compiler can share the input.
 */
function createEvaluation(
  program: Program,
  { supplied, originalOffset }: Rewritten,
  run: Run,
): Expression["evaluate"] {
  const variables = {
    get groups() {
      return run.input.groups ?? [];
    },
    get target() {
      return run.input.target;
    },
  };
  for (const { name, read } of supplied) Object.defineProperty(variables, name, { get: () => read(run.input) });
  return (input) => {
    run.input = input;
    run.steps = mostSteps;
    try {
      return fitting(toJson(program(variables)));
    } catch (error) {
      throw fromEvaluation(error, originalOffset);
    }
  };
}
