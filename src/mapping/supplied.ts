import type { ASTNode } from "@marcbachmann/cel-js";
import { payFor, type Run } from "./bounds.ts";
import { callUserFunction } from "./call-user-function.ts";
import { type Chain, closingWithin, type Origin, originAfter } from "./chain.ts";
import { directly, type MadeReady } from "./direct-call.ts";
import type { Edit } from "./edits.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import type { Apply, PreparedFunction } from "./functions/mapping-function.ts";
import type { NameIndex } from "./known-names.ts";
import type { LookupTables } from "./lookup-table.ts";
import { readChain } from "./read-chain.ts";
import type { UserFunction } from "./user-functions.ts";

/** What expressions of a compiler have around them. */
export interface Surroundings {
  /** The names each variable has; undefined for a variable that may not be used. */
  readonly user: NameIndex | undefined;
  readonly group: NameIndex | undefined;
  readonly groups: boolean;
  readonly tables: LookupTables;
  readonly run: Run;
  /** Makes a function of one call known to the language, and gives the name it is called by. */
  readonly define: (made: PreparedFunction, form: CallForm, apply: Apply) => string;
  /** The name of the method that lets a loop go through a list. */
  readonly defineLoop: (list: ListReading, weight: number) => string;
}

/** How a value is taken for a list: a single one is a list of one, and an object too, or the list of its keys. */
export type ListReading = "each" | "keys";

/** How a function is called. */
export interface CallForm {
  readonly arity: number;
  readonly isMethod: boolean;
}

/** A variable of the rewritten expression. */
export interface Supplied {
  readonly name: string;
  readonly type: "dyn" | "bool" | "list<string>";
  readonly read: (input: ExpressionInput) => unknown;
  /** Whether functions of ours make the value, so that it may be too large. */
  readonly isMade: boolean;
}

/** An expression that is being rewritten. */
export interface Work {
  readonly source: string;
  readonly around: Surroundings;
  readonly edits: Edit[];
  readonly supplied: Supplied[];
  /** Functions made ready, by their calls. */
  readonly prepared: Map<ASTNode, MadeReady>;
  usesGroups: boolean;
}

/** Puts a variable in place of an attribute written out. */
export function supplyChain(work: Work, chain: Chain, shape?: (value: unknown) => unknown): Origin {
  const { variable, steps, start, end, closing } = chain;
  const names = namesOf(work, variable, start);
  const read = readChain(chain, names);
  let origin: Origin = { variable, path: [] };
  for (const { step, offset } of steps) origin = originAfter(origin, step, offset, names) ?? origin;
  supply(work, "dyn", shape === undefined ? read : (input) => shape(read(input)), { start, end, closing });
  return origin;
}

/** Puts a variable in place of a function's call. Throws `ExpressionError` when the source lacks what it needs. */
export function supplyUserFunction(work: Work, called: UserFunction, place: Place): void {
  const names = namesOf(work, "user", place.start);
  supply(work, "bool", callUserFunction(called, names, place.start), place);
}

/** Puts a variable in place of `groups`. */
export function supplyGroups(work: Work, place: Place, read: Supplied["read"]): void {
  supply(work, "list<string>", read, place);
}

/** Puts a variable in place of a part that is evaluated without the library; what was made of it before goes. */
export function supplyDirect(
  work: Work,
  node: ASTNode,
  before: number,
  shape?: (value: unknown) => unknown,
): boolean {
  const direct = directly(work, node);
  if (direct === undefined) return false;
  work.edits.length = before;
  const place = { start: node.start, end: node.end, closing: closingWithin(work.source, node) };
  const { read, returns } = direct;
  if (shape === undefined) supply(work, returns, read, place, true);
  else supply(work, "dyn", (input) => shape(read(input)), place);
  return true;
}

/** What is read inside a loop is paid for each time. */
export function paid<T>({ around: { run } }: Work, value: T): T {
  payFor(run, value);
  return value;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly closing?: number;
}

function supply(
  work: Work,
  type: Supplied["type"],
  read: Supplied["read"],
  place: Place,
  isMade = false,
): void {
  const name = `_${type.replaceAll(/\W/g, "")}${work.supplied.length}`;
  work.supplied.push({ name, type, read, isMade });
  // The space is for `user["a"]in […]`.
  work.edits.push({ start: place.start, end: place.end, text: `${name} ${")".repeat(place.closing ?? 0)}` });
}

/** Throws `ExpressionError` when there is no such record here. */
function namesOf({ around }: Work, variable: "user" | "group", offset: number): NameIndex {
  const known = around[variable];
  if (known !== undefined) return known;
  const others = [around.user && "user", around.group && "group", around.groups && "groups", "target"];
  throw new ExpressionError(
    `there is no ${variable} here, only ${others.filter(Boolean).join(", ")}`,
    offset,
  );
}
