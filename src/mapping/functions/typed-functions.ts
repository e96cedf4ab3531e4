import { ExpressionError } from "../expression-error.ts";
import { onEach, onText, textOf } from "../present-values.ts";
import type { PlainFunction } from "./mapping-function.ts";

export const typedFunctions: readonly PlainFunction[] = [
  {
    signature: "text(dyn): dyn",
    description: "text(user.employee_number) — as text, whatever the source has it as",
    apply: (_run, value: unknown) => onText(value, (t) => t),
  },
  {
    signature: "number(dyn): dyn",
    description: 'number("12.50") is 12.5 — what is no number in this form rejects the record',
    apply: (_run, value: unknown) => onEach(value, numberOf),
  },
  {
    signature: "bool(dyn): dyn",
    description:
      'bool(user.enabled) — true for "true", "yes", "y", "on" and 1, false for "false", "no", "n", "off" and 0, in any case; anything else rejects the record',
    apply: (_run, value: unknown) => onEach(value, boolOf),
  },
];

/** Whole numbers are integers of the language, so that `number(x) + 1` works. */
function numberOf(value: unknown): number | bigint {
  if (typeof value === "bigint") return value;
  const text = textOf(value).trim();
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text))
    throw new ExpressionError(`number() is given ${kindOf(value)} that is no number`);
  const number = Number(text);
  if (!Number.isSafeInteger(Math.trunc(number))) {
    throw new ExpressionError("number() is given more digits than a number can hold; leave it as text");
  }
  return Number.isInteger(number) ? BigInt(number) : number;
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...["true", "1", "yes", "y", "on", "t"].map((word) => [word, true] as const),
  ...["false", "0", "no", "n", "off", "f"].map((word) => [word, false] as const),
]);

function boolOf(value: unknown): boolean {
  const truth = truths.get(textOf(value).trim().toLowerCase());
  if (truth === undefined) {
    throw new ExpressionError(`bool() is given ${kindOf(value)} that is neither true nor false`);
  }
  return truth;
}

function kindOf(value: unknown): string {
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}
