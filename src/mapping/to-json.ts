import type { Json, JsonObject } from "../canonical.ts";
import { ExpressionError } from "./expression-error.ts";

/** What a value of the language is in JSON. Integers of the language are BigInt. Throws `ExpressionError`. */
export function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return numberOf(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toJson);
  if (isPlain(value)) return toObject(value);
  const unsigned: unknown = value.valueOf();
  if (typeof unsigned === "bigint") return numberOf(unsigned);
  throw new ExpressionError("gives a value that JSON cannot hold; use text, numbers, true or false");
}

function numberOf(integer: bigint): number {
  const number = Number(integer);
  if (Number.isSafeInteger(number)) return number;
  throw new ExpressionError("gives a number with more digits than JSON holds; make it text() of the number");
}

function toObject(value: object): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item)]));
}

/** Bytes, durations and types of the language are objects of classes. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
