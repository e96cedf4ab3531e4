import type { Environment } from "@marcbachmann/cel-js";
import { fitting, payFor, type Run, spend } from "../bounds.ts";
import { plainFunctions } from "../functions.ts";
import { asList, itemOf, stepInto } from "../steps.ts";
import { type Apply, formsOf, nameOf } from "./mapping-function.ts";
import { joinParts } from "./text-functions.ts";

/** Functions that the language has by the same name, and ours are called instead. */
export const stoodInFor: ReadonlySet<string> = new Set(["bool"]);

/** What a call of a function costs besides its arguments. */
const callSteps = 2;

/** Adds our functions to an environment of the expression library. */
export function registerFunctions(environment: Environment, run: Run): Environment {
  for (const known of plainFunctions) {
    const prefix = stoodInFor.has(nameOf(known)) ? "_" : "";
    for (const { signature, parameters } of formsOf(known)) {
      const apply = callable(run, known.apply, parameters.length);
      environment.registerFunction(prefix + signature, apply, { async: false });
    }
  }
  registerInternal(environment, run);
  return environment;
}

/** What `rewrite` puts in the place of steps, lists and sums that must be watched. */
function registerInternal(environment: Environment, run: Run): void {
  function register(signature: string, apply: (...values: never[]) => unknown): void {
    environment.registerFunction(signature, apply as (...values: unknown[]) => unknown, { async: false });
  }
  register("dyn._step(string): dyn", stepInto);
  register("dyn._item(dyn): dyn", itemOf);
  register("dyn._list(): list<dyn>", asList);
  register("dyn._join(): dyn", callable(run, joinMethod, 1));
  register("dyn._join(string): dyn", callable(run, joinMethod, 2));
  register("_fits(T): T", fitting);
  register("_read(T): T", (value: unknown) => {
    spend(run, callSteps);
    payFor(run, value);
    return value;
  });
}

function joinMethod(_run: Run, parts: unknown, mark = ""): unknown {
  return joinParts(parts, mark);
}

/** What the library calls: it pays for what goes in and comes out, and refuses what is too large. */
export function callable(run: Run, apply: Apply, arity: number): (...values: unknown[]) => unknown {
  const call = apply as (run: Run, ...values: unknown[]) => unknown;
  function settle(value: unknown): unknown {
    if (typeof value === "object" && value !== null) payFor(run, value);
    else if (typeof value !== "string") return value;
    return fitting(value);
  }
  if (arity === 1) {
    return (value) => {
      payFor(run, value);
      return settle(call(run, value));
    };
  }
  if (arity === 2) {
    return (one, other) => {
      payFor(run, one);
      payFor(run, other);
      return settle(call(run, one, other));
    };
  }
  return (...values) => {
    for (const value of values) payFor(run, value);
    return settle(call(run, ...values));
  };
}
