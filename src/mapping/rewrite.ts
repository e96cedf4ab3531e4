import type { ASTNode } from "@marcbachmann/cel-js";
import { fitting, mostSteps } from "./bounds.ts";
import { callPrepared } from "./call-prepared.ts";
import { chainOf, gapAfter, type Local, type Locals, type Origin, originAfter, recordOf } from "./chain.ts";
import { applyEdits, type Edited } from "./edits.ts";
import { ExpressionError } from "./expression-error.ts";
import { preparedFunctions } from "./functions.ts";
import { nameOf } from "./functions/mapping-function.ts";
import { stoodInFor } from "./functions/register.ts";
import { enterLoop } from "./loops.ts";
import {
  notForWholeUser,
  notWrittenOut,
  refuseFunction,
  refuseInternalName,
  refuseUnknownFunction,
  refuseVariable,
} from "./refusals.ts";
import { asList } from "./steps.ts";
import {
  type ListReading,
  paid,
  type Supplied,
  supplyChain,
  supplyDirect,
  supplyGroups,
  supplyUserFunction,
  type Surroundings,
  type Work,
} from "./supplied.ts";
import {
  type AccessNode,
  type Binding,
  bindingOf,
  childrenOf,
  isAccess,
  methodOffset,
  stepOf,
  stepOffset,
} from "./syntax.ts";
import { userFunctions } from "./user-functions.ts";
import { itemsOf, weightOf, weightOfItem } from "./weight.ts";

export interface Rewritten extends Edited {
  readonly supplied: readonly Supplied[];
  readonly usesGroups: boolean;
}

/** Where in an expression a part stands. */
interface Within {
  readonly locals: Locals;
  /** Loops around it. */
  readonly loops: number;
}

/**
 * Turns an expression into one that the library evaluates as we mean it. `user.name.givenName` and `adEnabled(user)`
 * become variables of their own: names have no case, what is absent is null, and only what is asked for is looked up.
 * Steps from elsewhere become methods to the same effect, and loops and what is read in them pay for it. Throws
 * `ExpressionError` for a name that the source does not have, and for what the language offers and we must not.
 */
export function rewrite(source: string, root: ASTNode, around: Surroundings): Rewritten {
  const work: Work = { source, around, edits: [], supplied: [], prepared: new Map(), usesGroups: false };
  if (weightOf(root) > mostSteps) throw new ExpressionError("too much work: loops stand inside loops");
  visit(work, root, { locals: new Map<string, Local>(), loops: 0 });
  const { edits, supplied, usesGroups } = work;
  return { ...applyEdits(source, edits), supplied, usesGroups };
}

/** Gives where the value of the expression came from, if that is known. */
function visit(work: Work, node: ASTNode, within: Within): Origin | undefined {
  if (node.op === "id") return visitName(work, node, within);
  if (isAccess(node)) return visitAccess(work, node, within);
  if (node.op === "call") return visitCall(work, node, within);
  if (node.op === "rcall") return visitMethod(work, node, within);
  if (node.op === "in") {
    visit(work, node.args[0], within);
    visitList(work, node.args[1], within);
  } else for (const child of childrenOf(node)) visit(work, child, within);
  return undefined;
}

type NodeOf<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

function visitName(work: Work, node: NodeOf<"id">, { locals, loops }: Within): Origin | undefined {
  const local = locals.get(node.args);
  if (local !== undefined) {
    if (local.loops < loops) wrap(work, "_read", node.start, node.end);
    return local.origin;
  }
  const variable = recordOf(node, locals);
  if (variable !== undefined) throw notWrittenOut(variable, node.start);
  refuseInternalName(node.args, node.start);
  if (node.args !== "groups" || !work.around.groups) return undefined;
  work.usesGroups = true;
  if (loops > 0) supplyGroups(work, node, ({ groups = [] }) => paid(work, groups));
  return undefined;
}

function visitAccess(work: Work, node: AccessNode, within: Within): Origin | undefined {
  const { locals, loops } = within;
  const chain = chainOf(work.source, node, locals);
  if (chain !== undefined) {
    return supplyChain(work, chain, loops === 0 ? undefined : (value) => paid(work, value));
  }
  const [object] = node.args;
  const origin = visit(work, object, within);
  // `target.x` is wrong, and the library says so; so it does for a key that `{…}` does not have.
  const isOther = object.op === "id" && !locals.has(object.args) && object.args !== "groups";
  const isTheirs = isOther || object.op === "map";
  if (node.op === ".") {
    if (isTheirs) return undefined;
    const start = stepOffset(node);
    work.edits.push({ start, end: node.end, text: `_step("${node.args[1]}")` });
  } else {
    visit(work, node.args[1], within);
    if (isTheirs) return undefined;
    const open = object.end + gapAfter(work.source, object).length;
    work.edits.push({ start: open, end: open + 1, text: "._item(" });
    work.edits.push({ start: node.end - 1, end: node.end, text: ")" });
  }
  return originAfter(origin, stepOf(node), stepOffset(node), origin && work.around[origin.variable]);
}

/**
 * What is looked through with `in`, or gone through by a loop of which each item costs `weight`: a source gives a single
 * value where a list may stand.
 */
function visitList(work: Work, node: ASTNode, within: Within, weight?: number): Origin | undefined {
  const { run } = work.around;
  if (node.op === "?:") {
    visit(work, node.args[0], within);
    visitList(work, node.args[1], within);
    visitList(work, node.args[2], within);
    payForLoop(work, node, "keys", weight);
    return undefined;
  }
  const chain = isAccess(node) ? chainOf(work.source, node, within.locals) : undefined;
  if (chain !== undefined) {
    return supplyChain(work, chain, (value) =>
      weight === undefined ? listIn(work, value, within) : enterLoop(run, asList(value), weight),
    );
  }
  if (weight !== undefined && isGroups(work, node, within)) {
    work.usesGroups = true;
    supplyGroups(work, node, ({ groups = [] }) => enterLoop(run, groups, weight));
    return undefined;
  }
  const inner = node.op === "rcall" ? bindingOf(node) : undefined;
  // What is filtered is no longer than before, so the list below pays for both.
  if (inner?.kind === "filter" && weight !== undefined) return visitBinding(work, inner, within, weight);
  const before = work.edits.length;
  const origin = visit(work, node, within);
  if (within.loops === 0 && node.op === "call") {
    const listOf = (value: unknown) =>
      weight === undefined ? asList(value) : enterLoop(run, fitting(asList(value)), weight);
    if (supplyDirect(work, node, before, listOf)) return origin;
  }
  const mayBeSingle =
    isAccess(node) || node.op === "call" || (node.op === "id" && origin !== undefined);
  if (weight !== undefined) payForLoop(work, node, mayBeSingle ? "each" : "keys", weight);
  else if (mayBeSingle) insert(work, node.end, "._list()");
  return origin;
}

function listIn(work: Work, value: unknown, { loops }: Within): readonly unknown[] {
  const list = asList(value);
  return loops === 0 ? list : paid(work, list);
}

function isGroups(work: Work, node: ASTNode, { locals }: Within): boolean {
  return node.op === "id" && node.args === "groups" && !locals.has("groups") && work.around.groups;
}

function payForLoop(work: Work, list: ASTNode, reading: ListReading, weight: number | undefined): void {
  if (weight === undefined || itemsOf(list) !== undefined) return;
  const method = work.around.defineLoop(reading, weight);
  insert(work, list.end + gapAfter(work.source, list).length, `.${method}()`);
}

function visitCall(work: Work, node: NodeOf<"call">, within: Within): Origin | undefined {
  const [name, args] = node.args;
  refuseFunction(name, node.start);
  const whole = args.find((arg) => recordOf(arg, within.locals) === "user");
  const taker = userFunctions.find((known) => known.name === name);
  if (taker !== undefined) {
    if (whole === undefined || args.length > 1) {
      throw new ExpressionError(`${name} takes the whole user: ${name}(user)`, node.start);
    }
    supplyUserFunction(work, taker, node);
    return undefined;
  }
  if (whole !== undefined) throw notForWholeUser(name, node.start, whole.start);
  refuseUnknownFunction(name, node.start);
  const before = work.edits.length;
  const called = preparedFunctions.find((known) => nameOf(known) === name);
  const computed =
    called === undefined
      ? args
      : callPrepared(work, { node, called, nameAt: node.start, args, isMethod: false });
  if (stoodInFor.has(name)) insert(work, node.start, "_");
  const origins = computed.map((arg) => visit(work, arg, within));
  if (within.loops === 0) supplyDirect(work, node, before);
  return name === "first" || name === "last" || name === "only" ? origins[0] : undefined;
}

function visitMethod(work: Work, node: NodeOf<"rcall">, within: Within): Origin | undefined {
  const [name, receiver, args] = node.args;
  refuseFunction(name, node.start);
  const binding = bindingOf(node);
  if (binding !== undefined) return visitBinding(work, binding, within);
  const before = work.edits.length;
  const called = preparedFunctions.find((known) => known.isMethod && nameOf(known) === name);
  const nameAt = methodOffset(work.source, node, gapAfter(work.source, receiver).length);
  const all = [receiver, ...args];
  const computed =
    called === undefined ? all : callPrepared(work, { node, called, nameAt, args: all, isMethod: true });
  // That of the language makes texts as long as it likes.
  if (name === "join") insert(work, nameAt, "_");
  for (const part of computed) visit(work, part, within);
  if (within.loops === 0) supplyDirect(work, node, before);
  return undefined;
}

function visitBinding(work: Work, binding: Binding, within: Within, later = 0): Origin | undefined {
  const { kind, variable, of, within: parts } = binding;
  refuseVariable(variable.args, variable.start);
  const isLoop = kind !== "bind";
  const origin = isLoop
    ? visitList(work, of, within, weightOfItem(binding) + later)
    : visitBound(work, binding, within);
  const loops = within.loops + (isLoop ? 1 : 0);
  const locals = new Map([...within.locals, [variable.args, { origin, loops }] as const]);
  const results = parts.map((part) => visit(work, part, { locals, loops }));
  return kind === "filter" ? origin : kind === "each" ? undefined : results.at(-1);
}

/** A value that others are made of: without a limit, doubling a few times would be enough. */
function visitBound(work: Work, { variable, of }: Binding, within: Within): Origin | undefined {
  const { source } = work;
  const start = variable.end + gapAfter(source, variable).length + 1;
  insert(work, start, " _fits(");
  const origin = visit(work, of, within);
  insert(work, of.end + gapAfter(source, of).length, ")");
  return origin;
}

function wrap(work: Work, name: string, start: number, end: number): void {
  insert(work, start, `${name}(`);
  insert(work, end, ")");
}

function insert(work: Work, at: number, text: string): void {
  work.edits.push({ start: at, end: at, text });
}
