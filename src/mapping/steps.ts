import type { Json } from "../canonical.ts";
import type { Attributes } from "../source/record.ts";
import { ExpressionError } from "./expression-error.ts";
import { foldName } from "../fold-name.ts";
import type { Step } from "./syntax.ts";

/**
 * Makes what reads `name.givenName` or `emails[0].value` off a record; names in lower case. What is not there is null.
 * A column may be called `name.givenname`: it comes first.
 */
export function readerOf(first: string, rest: readonly Step[]): (attributes: Attributes) => Json {
  if (rest.length === 0) return (attributes) => own(attributes, first) as Json;
  const index = rest.findIndex((step) => typeof step === "number");
  const names = index === -1 ? rest : rest.slice(0, index);
  const column = [first, ...names].join(".");
  return (attributes) =>
    names.length > 0 && Object.hasOwn(attributes, column)
      ? (rest.slice(names.length).reduce(stepInto, attributes[column]) as Json)
      : (rest.reduce(stepInto, own(attributes, first)) as Json);
}

/** Own attributes only: a column may be called `constructor`. */
function own(attributes: object, name: string): unknown {
  return Object.hasOwn(attributes, name) ? ((attributes as Record<string, unknown>)[name] ?? null) : null;
}

/** Takes one step. What is not there is null, and a single value is a list of one. */
export function stepInto(value: unknown, step: Step): unknown {
  if (value === null || value === undefined) return null;
  if (typeof step === "string") return attributeOf(value, step);
  if (Array.isArray(value)) return (value as readonly unknown[])[step] ?? null;
  return step === 0 ? value : null;
}

/** Names in records are in lower case; those in `{"Name": …}` are as written. */
function attributeOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) {
    throw new ExpressionError(`a list has no attribute ${name}; write [0].${name} or .map(e, e.${name})`);
  }
  return own(value, name) ?? own(value, foldName(name));
}

/** Takes the step that is in brackets and known only now. */
export function itemOf(value: unknown, index: unknown): unknown {
  if (typeof index === "string") return stepInto(value, index);
  const place: unknown = index?.valueOf();
  return typeof place === "bigint" || typeof place === "number" ? stepInto(value, Number(place)) : null;
}

/** An absent value is an empty list, and a single value a list of one: a source does not always tell. */
export function asList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}
