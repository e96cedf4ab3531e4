import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import type { NameIndex } from "./known-names.ts";
import type { UserFunction } from "./user-functions.ts";

/**
 * Makes a function of the whole user read what the source has of its attributes. Throws `ExpressionError` when it lacks
 * what the function needs.
 */
export function callUserFunction(
  { name, reads, needs, apply }: UserFunction,
  names: NameIndex,
  offset: number,
): (input: ExpressionInput) => boolean {
  const known = reads.filter((attribute) => names.has([attribute.toLowerCase()]));
  const missing = reads.filter((attribute) => !known.includes(attribute));
  if (needs === "all" ? missing.length > 0 : known.length === 0) {
    const wanted = needs === "all" ? missing.join(" and ") : `one of ${missing.join(", ")}`;
    throw new ExpressionError(`${name}(user) needs ${wanted}, which no user of the source has`, offset);
  }
  const readers = known.map((attribute) => [attribute, names.reader(attribute.toLowerCase(), [])] as const);
  return (input) => {
    const facts = Object.fromEntries(readers.map(([attribute, read]) => [attribute, read(input)]));
    return apply(facts, (moment) => hasPassed(input, moment));
  };
}

/** The last moment that a Date can hold; nobody waits for what comes after it. */
const endOfTime = 8_640_000_000_000_000;

function hasPassed({ now, changesAt }: ExpressionInput, moment: number): boolean {
  if (moment <= now) return true;
  if (moment <= endOfTime) changesAt?.(moment);
  return false;
}
