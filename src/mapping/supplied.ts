import { callUserFunction } from "./call-user-function.ts";
import { type Chain, type Origin, originAfter } from "./chain.ts";
import type { Edit } from "./edits.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { foldName } from "./fold-name.ts";
import type { NameIndex } from "./known-names.ts";
import { readerOf } from "./steps.ts";
import type { UserFunction } from "./user-functions.ts";

/** The names each variable has; undefined for a variable that may not be used. */
export interface ScopeNames {
  readonly user: NameIndex | undefined;
  readonly group: NameIndex | undefined;
  readonly groups: boolean;
}

/** A variable of the rewritten expression. */
export interface Supplied {
  readonly name: string;
  readonly type: "dyn" | "bool";
  readonly read: (input: ExpressionInput) => unknown;
}

/** An expression that is being rewritten. */
export interface Work {
  readonly source: string;
  readonly names: ScopeNames;
  readonly edits: Edit[];
  readonly supplied: Supplied[];
  usesGroups: boolean;
}

/** Puts a variable in place of an attribute written out. */
export function supplyChain(work: Work, chain: Chain, shape: (value: unknown) => unknown): Origin {
  const { variable, steps, start, end, closing } = chain;
  const names = namesOf(work, variable, start);
  let origin: Origin = { variable, path: [] };
  for (const { step, offset } of steps) origin = originAfter(origin, step, offset, names) ?? origin;
  const [first = "", ...rest] = steps.map(({ step }) => (typeof step === "string" ? foldName(step) : step));
  const read = readerOf(String(first), rest);
  supply(work, "dyn", (input) => shape(read(input[variable] ?? {})), { start, end, closing });
  return origin;
}

/** Puts a variable in place of a function's call. Throws `ExpressionError` when the source lacks what it needs. */
export function supplyUserFunction(work: Work, called: UserFunction, place: Place): void {
  const names = namesOf(work, "user", place.start);
  supply(work, "bool", callUserFunction(called, names, place.start), place);
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly closing?: number;
}

function supply(work: Work, type: Supplied["type"], read: Supplied["read"], place: Place): void {
  const name = `_${type}${work.supplied.length}`;
  work.supplied.push({ name, type, read });
  // The space is for `user["a"]in […]`.
  work.edits.push({ start: place.start, end: place.end, text: `${name} ${")".repeat(place.closing ?? 0)}` });
}

/** Throws `ExpressionError` when there is no such record here. */
function namesOf({ names }: Work, variable: "user" | "group", offset: number): NameIndex {
  const known = names[variable];
  if (known !== undefined) return known;
  const others = [names.user && "user", names.group && "group", names.groups && "groups", "target"];
  throw new ExpressionError(
    `there is no ${variable} here, only ${others.filter(Boolean).join(", ")}`,
    offset,
  );
}
