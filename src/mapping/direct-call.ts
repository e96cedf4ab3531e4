import type { ASTNode } from "@marcbachmann/cel-js";
import type { Run } from "./bounds.ts";
import { chainOf } from "./chain.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { plainFunctions } from "./functions.ts";
import { type Apply, formsOf, nameOf } from "./functions/mapping-function.ts";
import type { NameIndex } from "./known-names.ts";
import { readChain } from "./read-chain.ts";
import { isAccess } from "./syntax.ts";

/** What evaluates an expression without the library. */
export interface Direct {
  readonly read: (input: ExpressionInput) => unknown;
  readonly returns: "dyn" | "bool";
}

/** An expression, and the functions that were made ready for calls of it. */
export interface DirectWork {
  readonly source: string;
  readonly around: {
    readonly run: Run;
    readonly user: NameIndex | undefined;
    readonly group: NameIndex | undefined;
  };
  readonly prepared: ReadonlyMap<ASTNode, MadeReady>;
}

/** A function that was made ready for one call. */
export interface MadeReady extends Pick<Direct, "returns"> {
  readonly apply: Apply;
}

/**
 * Most calls only give attributes and texts to our functions, and the library would look up the types of each every
 * time. Undefined for a call that does more, or is given what it cannot take.
 */
export function directly(work: DirectWork, node: ASTNode): Direct | undefined {
  if (node.op !== "call" && node.op !== "rcall") return undefined;
  const called = work.prepared.get(node) ?? (node.op === "call" ? plain(node) : undefined);
  if (called === undefined) return undefined;
  const args = partsOf(work, node.op === "call" ? node.args[1] : [node.args[1], ...node.args[2]]);
  return args && { read: bind(called.apply, work.around.run, args), returns: called.returns };
}

type Read = Direct["read"];

function partOf(work: DirectWork, node: ASTNode): Read | undefined {
  if (node.op === "value") return () => node.args;
  if (isAccess(node)) {
    const chain = chainOf(work.source, node, new Map());
    const names = chain && work.around[chain.variable];
    return chain && names && readChain(chain, names);
  }
  if (node.op !== "list") return directly(work, node)?.read;
  const items = partsOf(work, node.args);
  return items && ((input) => items.map((item) => item(input)));
}

function partsOf(work: DirectWork, nodes: readonly ASTNode[]): readonly Read[] | undefined {
  const parts = nodes.map((part) => partOf(work, part));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** Undefined when an argument must be of a type that is known only when it is evaluated. */
function plain(node: Extract<ASTNode, { readonly op: "call" }>): MadeReady | undefined {
  const [name, args] = node.args;
  const called = plainFunctions.find((known) => nameOf(known) === name);
  const form = called && formsOf(called).find(({ parameters }) => parameters.length === args.length);
  const fits = form?.parameters.every(
    (type, index) => type === "dyn" || (type === "string" && isText(args[index])),
  );
  if (called === undefined || fits !== true) return undefined;
  return { apply: called.apply, returns: called.signature.endsWith(": bool") ? "bool" : "dyn" };
}

function isText(node: ASTNode | undefined): boolean {
  return node?.op === "value" && typeof node.args === "string";
}

function bind(apply: Apply, run: Run, args: readonly Read[]): Read {
  const call = apply as (run: Run, ...values: unknown[]) => unknown;
  const [one, two, three] = args;
  if (one === undefined) return () => call(run);
  if (two === undefined) return (input) => call(run, one(input));
  if (three === undefined) return (input) => call(run, one(input), two(input));
  return (input) => call(run, ...args.map((arg) => arg(input)));
}
