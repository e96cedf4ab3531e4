import { ExpressionError } from "./expression-error.ts";
import { isPlain } from "./to-json.ts";

/** Functions leave absent values alone, and do to each of several values what they do to one. */
export function onEach<T>(value: unknown, apply: (value: unknown) => T): T | null | readonly (T | null)[] {
  if (Array.isArray(value)) return value.map((item) => (isPresent(item) ? apply(item) : null));
  return isPresent(value) ? apply(value) : null;
}

export function onText<T>(value: unknown, apply: (value: string) => T): T | null | readonly (T | null)[] {
  return onEach(value, (item) => apply(textOf(item)));
}

export function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

/** Throws `ExpressionError` for a value that is not one. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) || (typeof value === "object" && value !== null && isPlain(value))) {
    throw new ExpressionError(
      "a function of text is given several attributes at once; write out which one, such as .value",
    );
  }
  return String(value);
}
