import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import type { Json } from "../canonical.ts";
import { fitting, mostSteps, type Run } from "./bounds.ts";
import type { RecordVariable } from "./chain.ts";
import { ExpressionError, fromEvaluation, fromLanguage } from "./expression-error.ts";
import type { ExpressionInput, ExpressionScope, KnownNames } from "./expression-input.ts";
import { callable, registerFunctions } from "./functions/register.ts";
import { indexNames } from "./known-names.ts";
import { enterLoop, keysOrList } from "./loops.ts";
import type { Naming } from "./naming.ts";
import { type Rewritten, rewrite } from "./rewrite.ts";
import { asList } from "./steps.ts";
import type { Supplied, Surroundings } from "./supplied.ts";
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
    user: index(scope.user, "user", scope.userNaming),
    group: index(scope.group, "group", scope.groupNaming),
    groups: scope.groups,
    tables: scope.tables ?? new Map<string, never>(),
    run,
    define: definer(environment, run),
    defineLoop: loopDefiner(environment, run),
  };
  return (source) => {
    try {
      return compile(environment, around, source);
    } catch (error) {
      throw error instanceof ExpressionError ? error.shownIn(source) : error;
    }
  };
}

function index(
  known: KnownNames | undefined,
  variable: RecordVariable,
  naming: Naming | undefined,
): Surroundings["user"] {
  return known === undefined ? undefined : indexNames(known, variable, naming);
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

function loopDefiner(environment: Environment, run: Run): Surroundings["defineLoop"] {
  const made = new Set<string>();
  return (reading, weight) => {
    const name = `_${reading}${weight}`;
    if (made.has(name)) return name;
    made.add(name);
    const listOf = reading === "each" ? asList : keysOrList;
    environment.registerFunction(
      `dyn.${name}(): list<dyn>`,
      (value: unknown) => enterLoop(run, fitting(listOf(value)), weight),
      { async: false },
    );
    return name;
  };
}

function compile(environment: Environment, around: Surroundings, source: string): Expression {
  if (source.trim() === "") throw new ExpressionError("the expression is empty");
  if (source.length > longest) throw new ExpressionError(`longer than ${longest} characters`);
  const { ast } = parse(environment, source);
  const rewritten = rewrite(source, ast, around);
  const { usesGroups, supplied } = rewritten;
  const whole = supplied.find(({ name }) => name === rewritten.text.trim());
  if (whole !== undefined) return { usesGroups, evaluate: evaluationOf(whole, around.run) };
  for (const { name, type } of supplied) {
    if (!environment.hasVariable(name)) environment.registerVariable(name, type);
  }
  const program = check(environment, rewritten);
  const evaluate = createEvaluation(program, supplied, around.run);
  return { usesGroups, evaluate: bounded(evaluate, around.run, rewritten.originalOffset) };
}

/** Most expressions are one attribute, or one call of ours: there is nothing for the library to evaluate. */
function evaluationOf({ read, isMade }: Supplied, run: Run): Expression["evaluate"] {
  return isMade ? bounded(read, run, () => 0) : (input) => toJson(read(input));
}

/** Lets an evaluation take so many steps, and give so large a value. */
function bounded(
  evaluate: Supplied["read"],
  run: Run,
  originalOffset: Rewritten["originalOffset"],
): Expression["evaluate"] {
  return (input) => {
    run.input = input;
    run.steps = mostSteps;
    try {
      return fitting(toJson(evaluate(input)));
    } catch (error) {
      throw fromEvaluation(error, originalOffset);
    }
  };
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
function createEvaluation(program: Program, supplied: readonly Supplied[], run: Run): Supplied["read"] {
  const variables = {
    get groups() {
      return run.input.groups ?? [];
    },
    get target() {
      return run.input.target;
    },
  };
  for (const { name, read } of supplied)
    Object.defineProperty(variables, name, { get: () => read(run.input) });
  return () => program(variables);
}
