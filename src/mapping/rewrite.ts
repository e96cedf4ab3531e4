import type { ASTNode } from "@marcbachmann/cel-js";
import { mostSteps } from "./bounds.ts";
import { callPrepared } from "./call-prepared.ts";
import { chainOf, gapAfter, type Local, type Origin, originAfter, recordOf } from "./chain.ts";
import { applyEdits, type Edited, insertion } from "./edits.ts";
import { ExpressionError } from "./expression-error.ts";
import { preparedFunctions } from "./functions.ts";
import { nameOf } from "./functions/mapping-function.ts";
import { stoodInFor } from "./functions/register.ts";
import {
  notForWholeUser,
  notWrittenOut,
  refuseFunction,
  refuseInternalName,
  refuseLongSum,
  refuseUnknownFunction,
} from "./refusals.ts";
import { visitBinding, visitList, type Within } from "./rewrite-list.ts";
import {
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
  bindingOf,
  childrenOf,
  isAccess,
  methodOffset,
  stepOf,
  stepOffset,
} from "./syntax.ts";
import { userFunctions } from "./user-functions.ts";
import { weightOf } from "./weight.ts";

export interface Rewritten extends Edited {
  readonly supplied: readonly Supplied[];
  readonly usesGroups: boolean;
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
    visitList(work, visit, node.args[1], within);
  } else {
    refuseLongSum(node);
    for (const child of childrenOf(node)) visit(work, child, within);
  }
  return undefined;
}

type NodeOf<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

function visitName(work: Work, node: NodeOf<"id">, { locals, loops }: Within): Origin | undefined {
  const local = locals.get(node.args);
  if (local !== undefined) {
    if (local.loops < loops) work.edits.push(insertion(node.start, "_read("), insertion(node.end, ")"));
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
  if (stoodInFor.has(name)) work.edits.push(insertion(node.start, "_"));
  const origins = computed.map((arg) => visit(work, arg, within));
  if (within.loops === 0) supplyDirect(work, node, before);
  return name === "first" || name === "last" || name === "only" ? origins[0] : undefined;
}

function visitMethod(work: Work, node: NodeOf<"rcall">, within: Within): Origin | undefined {
  const [name, receiver, args] = node.args;
  refuseFunction(name, node.start);
  const binding = bindingOf(node);
  if (binding !== undefined) return visitBinding(work, visit, binding, within);
  const before = work.edits.length;
  const called = preparedFunctions.find((known) => known.isMethod && nameOf(known) === name);
  const nameAt = methodOffset(work.source, node, gapAfter(work.source, receiver).length);
  const all = [receiver, ...args];
  const computed =
    called === undefined ? all : callPrepared(work, { node, called, nameAt, args: all, isMethod: true });
  // That of the language makes texts as long as it likes.
  if (name === "join") work.edits.push(insertion(nameAt, "_"));
  for (const part of computed) visit(work, part, within);
  if (within.loops === 0) supplyDirect(work, node, before);
  return undefined;
}
