import { mostItems, type Run, spend } from "./bounds.ts";
import { ExpressionError } from "./expression-error.ts";
import { asList } from "./steps.ts";
import { isPlain } from "./to-json.ts";

/**
 * Lets an expression go through a list; each item costs `weight` steps, all of them at once. Throws `ExpressionError`
 * when that is too much: inside `exists` and `all` the language hides an error until the list is at its end.
 */
export function enterLoop<T>(run: Run, items: readonly T[], weight: number): readonly T[] {
  if (items.length > mostItems) {
    throw new ExpressionError(`a list of more than ${mostItems} values is too long to go through`);
  }
  spend(run, items.length * weight);
  return items;
}

/** What `{…}.map(key, …)` goes through. */
export function keysOrList(value: unknown): readonly unknown[] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value) && isPlain(value);
  return isObject ? Object.keys(value) : asList(value);
}
