import { ExpressionError } from "./expression-error.ts";
import { isPlain } from "./to-json.ts";

/** Functions leave absent values alone, and do to each of several values what they do to one. */
export function onEach<T>(value: unknown, apply: (value: unknown) => T): T | readonly T[] | null {
  if (Array.isArray(value)) return value.map(apply);
  return isPresent(value) ? apply(value) : null;
}

export function onText<T>(value: unknown, apply: (value: string) => T): T | readonly T[] | null {
  return onEach(value, (item) => apply(textOf(item)));
}

export function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

/** Throws `ExpressionError` for a value that is not one. */
export function textOf(value: unknown): string {
  if (Array.isArray(value) || (typeof value === "object" && value !== null && isPlain(value))) {
    throw new ExpressionError(
      "a function of text is given several attributes at once; write out which one, such as .value",
    );
  }
  return String(value);
}
