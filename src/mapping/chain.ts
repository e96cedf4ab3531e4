import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionError } from "./expression-error.ts";
import { foldName } from "../fold-name.ts";
import type { NameIndex } from "./known-names.ts";
import { type AccessNode, isAccess, type Step, stepOf, stepOffset } from "./syntax.ts";

export type RecordVariable = "user" | "group";

/** The attributes that a value came from: `user` and `emails`, of an element of `user.emails`. */
export interface Origin {
  readonly variable: RecordVariable;
  /** In lower case. */
  readonly path: readonly string[];
}

/** A variable that a macro brought in. */
export interface Local {
  /** Where its value came from, if that is known. */
  readonly origin: Origin | undefined;
  /** How many loops it is inside of. */
  readonly loops: number;
}

export type Locals = ReadonlyMap<string, Local>;

/** Steps written out from a record on: `user.emails[0].value`. */
export interface Chain {
  readonly variable: RecordVariable;
  readonly steps: readonly { readonly step: Step; readonly offset: number }[];
  readonly start: number;
  readonly end: number;
  /** How many brackets close inside it that open before it, as in `(user.name).givenName`. */
  readonly closing: number;
}

/** Undefined when it does not begin at a record, or a step is an expression itself. */
export function chainOf(source: string, node: AccessNode, locals: Locals): Chain | undefined {
  const step = stepOf(node);
  const [object] = node.args;
  const before = startOf(source, object, locals);
  if (step === undefined || before === undefined) return undefined;
  if (before.steps.length === 0 && typeof step === "number") return undefined;
  return {
    ...before,
    steps: [...before.steps, { step, offset: stepOffset(node) }],
    end: node.end,
    closing: before.closing + closingAfter(source, object),
  };
}

function startOf(source: string, object: ASTNode, locals: Locals): Chain | undefined {
  if (isAccess(object)) return chainOf(source, object, locals);
  const variable = recordOf(object, locals);
  if (variable === undefined) return undefined;
  return { variable, steps: [], start: object.start, end: object.end, closing: 0 };
}

/** The record that a name by itself stands for. */
export function recordOf(node: ASTNode, locals: Locals): RecordVariable | undefined {
  if (node.op !== "id" || locals.has(node.args)) return undefined;
  return node.args === "user" || node.args === "group" ? node.args : undefined;
}

/** How many brackets close inside a part that open before it. */
export function closingWithin(source: string, node: ASTNode): number {
  if (!isAccess(node) && node.op !== "rcall") return 0;
  const receiver = isAccess(node) ? node.args[0] : node.args[1];
  return closingWithin(source, receiver) + closingAfter(source, receiver);
}

function closingAfter(source: string, node: ASTNode): number {
  const gap = gapAfter(source, node).replaceAll(/\/\/.*/g, "");
  return gap.split(")").length - 1;
}

/** What stands between an expression and the `.` or `[` behind it: closing brackets, spaces, comments. */
export function gapAfter(source: string, node: ASTNode): string {
  const gap = /(?:\s|\)|\/\/.*)*/y;
  gap.lastIndex = node.end;
  return gap.exec(source)?.[0] ?? "";
}

/** Goes one step further, if that is known; throws `ExpressionError` for a name the source does not have. */
export function originAfter(
  origin: Origin | undefined,
  step: Step | undefined,
  offset: number,
  names: NameIndex | undefined,
): Origin | undefined {
  if (origin === undefined || step === undefined || typeof step === "number") {
    return step === undefined ? undefined : origin;
  }
  const path = [...origin.path, foldName(step)];
  if (names?.has(path) === false) {
    const name = [...origin.path, step].join(".");
    const message = `no ${origin.variable} of the source has "${name}"; ${names.hint(path)}`;
    throw new ExpressionError(message, offset, undefined, name);
  }
  return { variable: origin.variable, path };
}
