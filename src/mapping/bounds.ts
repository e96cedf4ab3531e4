import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";

/** Steps that one evaluation may take: about a quarter of a second. */
export const mostSteps = 2_000_000;
/** Values of one list. */
export const mostItems = 10_000;
/** Characters of one value, those of all its parts together; a photo must fit. */
export const longestText = 1_000_000;

/** One evaluation after the other; their compiler owns it. */
export interface Run {
  /** What is evaluated now. */
  input: ExpressionInput;
  /** How much of it may still be done. A step is a part of an expression evaluated, or eight characters read. */
  steps: number;
}

/** Takes steps off what is left. Throws `ExpressionError` when nothing is. */
export function spend(run: Run, steps: number): void {
  run.steps -= steps;
  if (run.steps < 0) {
    throw new ExpressionError(
      "too much work for one record: lists are run through inside lists, or texts are very long",
    );
  }
}

/** The characters and items of a value, nested ones included; counting ends at `most`. */
export function sizeOf(value: unknown, most: number): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  let size = 1;
  for (const item of Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value)) {
    size += sizeOf(item, most - size);
    if (size > most) break;
  }
  return size;
}

/** Takes the steps that reading the value costs. */
export function payFor(run: Run, value: unknown): void {
  if (typeof value === "string") run.steps -= value.length >> 3;
  else if (typeof value === "object" && value !== null) run.steps -= sizeOf(value, run.steps);
  if (run.steps < 0) spend(run, 0);
}

/** Gives the value back. Throws `ExpressionError` when it is too large to go on with. */
export function fitting<T>(value: T): T {
  if (typeof value === "string") {
    if (value.length > longestText) throw new ExpressionError(tooLong);
  } else if (typeof value === "object" && value !== null) {
    if (Array.isArray(value) && value.length > mostItems) throw new ExpressionError(tooMany);
    if (sizeOf(value, longestText) > longestText) throw new ExpressionError(tooLong);
  }
  return value;
}

const tooMany = `gives a list of more than ${mostItems} values`;
const tooLong = `gives more than ${longestText} characters`;
