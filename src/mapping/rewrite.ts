import type { ASTNode } from "@marcbachmann/cel-js";
import { chainOf, gapAfter, type Locals, type Origin, originAfter, recordOf } from "./chain.ts";
import { applyEdits, type Edited } from "./edits.ts";
import { ExpressionError } from "./expression-error.ts";
import {
  notForWholeUser,
  notWrittenOut,
  refuseFunction,
  refuseInternalName,
  refuseVariable,
} from "./refusals.ts";
import { asList } from "./steps.ts";
import { type ScopeNames, type Supplied, supplyChain, supplyUserFunction, type Work } from "./supplied.ts";
import {
  type AccessNode,
  type Binding,
  bindingOf,
  childrenOf,
  isAccess,
  stepOf,
  stepOffset,
} from "./syntax.ts";
import { userFunctions } from "./user-functions.ts";

export interface Rewritten extends Edited {
  readonly supplied: readonly Supplied[];
  readonly usesGroups: boolean;
}

/**
 * Turns an expression into one that the library evaluates as we mean it. `user.name.givenName` and `adEnabled(user)`
 * become variables of their own: names have no case, what is absent is null, and only what is asked for is looked up.
 * Steps from elsewhere become methods to the same effect. Throws `ExpressionError` for a name that the source does not
 * have, and for what the language offers and we must not.
 */
export function rewrite(source: string, root: ASTNode, names: ScopeNames): Rewritten {
  const work: Work = { source, names, edits: [], supplied: [], usesGroups: false };
  visit(work, root, new Map());
  return { ...applyEdits(source, work.edits), supplied: work.supplied, usesGroups: work.usesGroups };
}

/** Gives where the value of the expression came from, if that is known. */
function visit(work: Work, node: ASTNode, locals: Locals): Origin | undefined {
  if (node.op === "id") return visitName(work, node, locals);
  if (isAccess(node)) return visitAccess(work, node, locals);
  if (node.op === "call") return visitCall(work, node, locals);
  if (node.op === "rcall") return visitMethod(work, node, locals);
  if (node.op === "in") {
    visit(work, node.args[0], locals);
    visitList(work, node.args[1], locals);
  } else for (const child of childrenOf(node)) visit(work, child, locals);
  return undefined;
}

type NodeOf<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

function visitName(work: Work, node: NodeOf<"id">, locals: Locals): Origin | undefined {
  if (locals.has(node.args)) return locals.get(node.args);
  const variable = recordOf(node, locals);
  if (variable !== undefined) throw notWrittenOut(variable, node.start);
  refuseInternalName(node.args, node.start);
  work.usesGroups ||= node.args === "groups";
  return undefined;
}

function visitAccess(work: Work, node: AccessNode, locals: Locals): Origin | undefined {
  const chain = chainOf(work.source, node, locals);
  if (chain !== undefined) return supplyChain(work, chain, (value) => value);
  const [object] = node.args;
  const origin = visit(work, object, locals);
  // `target.x` is wrong, and the library says so; so it does for a key that `{…}` does not have.
  const isOther = object.op === "id" && !locals.has(object.args) && object.args !== "groups";
  const isTheirs = isOther || object.op === "map";
  if (node.op === ".") {
    if (isTheirs) return undefined;
    const start = stepOffset(node);
    work.edits.push({ start, end: node.end, text: `_step("${node.args[1]}")` });
  } else {
    visit(work, node.args[1], locals);
    if (isTheirs) return undefined;
    const open = object.end + gapAfter(work.source, object).length;
    work.edits.push({ start: open, end: open + 1, text: "._item(" });
    work.edits.push({ start: node.end - 1, end: node.end, text: ")" });
  }
  return originAfter(origin, stepOf(node), stepOffset(node), origin && work.names[origin.variable]);
}

/** What is run through, or looked through with `in`: a source gives a single value where a list may stand. */
function visitList(work: Work, node: ASTNode, locals: Locals): Origin | undefined {
  if (node.op === "?:") {
    visit(work, node.args[0], locals);
    visitList(work, node.args[1], locals);
    visitList(work, node.args[2], locals);
    return undefined;
  }
  const chain = isAccess(node) ? chainOf(work.source, node, locals) : undefined;
  if (chain !== undefined) return supplyChain(work, chain, asList);
  const origin = visit(work, node, locals);
  if (isAccess(node) || node.op === "call" || (node.op === "id" && origin !== undefined)) {
    work.edits.push({ start: node.end, end: node.end, text: "._list()" });
  }
  return origin;
}

function visitCall(work: Work, node: NodeOf<"call">, locals: Locals): Origin | undefined {
  const [name, args] = node.args;
  refuseFunction(name, node.start);
  const whole = args.find((arg) => recordOf(arg, locals) === "user");
  const taker = userFunctions.find((known) => known.name === name);
  if (taker !== undefined) {
    if (whole === undefined || args.length > 1) {
      throw new ExpressionError(`${name} takes the whole user: ${name}(user)`, node.start);
    }
    supplyUserFunction(work, taker, node);
    return undefined;
  }
  if (whole !== undefined) throw notForWholeUser(name, node.start, whole.start);
  const origins = args.map((arg) => visit(work, arg, locals));
  return name === "first" || name === "last" ? origins[0] : undefined;
}

function visitMethod(work: Work, node: NodeOf<"rcall">, locals: Locals): Origin | undefined {
  refuseFunction(node.args[0], node.start);
  const binding = bindingOf(node);
  if (binding !== undefined) return visitBinding(work, binding, locals);
  for (const child of childrenOf(node)) visit(work, child, locals);
  return undefined;
}

function visitBinding(work: Work, binding: Binding, locals: Locals): Origin | undefined {
  const { kind, variable, of, within } = binding;
  refuseVariable(variable.args, variable.start);
  const origin = kind === "bind" ? visit(work, of, locals) : visitList(work, of, locals);
  const inside = new Map([...locals, [variable.args, origin] as const]);
  const results = within.map((part) => visit(work, part, inside));
  return kind === "filter" ? origin : kind === "each" ? undefined : results.at(-1);
}
