import type { ASTNode } from "@marcbachmann/cel-js";
import { fitting } from "./bounds.ts";
import { chainOf, gapAfter, type Locals, type Origin } from "./chain.ts";
import { insertion } from "./edits.ts";
import { enterLoop } from "./loops.ts";
import { refuseVariable } from "./refusals.ts";
import { asList } from "./steps.ts";
import { type ListReading, paid, supplyChain, supplyDirect, supplyGroups, type Work } from "./supplied.ts";
import { type Binding, bindingOf, isAccess } from "./syntax.ts";
import { itemsOf, weightOfItem } from "./weight.ts";

/** Where in an expression a part stands. */
export interface Within {
  readonly locals: Locals;
  /** Loops around it. */
  readonly loops: number;
}

/** Rewrites a part, and gives where its value came from if that is known. */
export type Visit = (work: Work, node: ASTNode, within: Within) => Origin | undefined;

/**
 * What is looked through with `in`, or gone through by a loop of which each item costs `weight`: a source gives a single
 * value where a list may stand.
 */
export function visitList(
  work: Work,
  visit: Visit,
  node: ASTNode,
  within: Within,
  weight?: number,
): Origin | undefined {
  const { run } = work.around;
  if (node.op === "?:") {
    visit(work, node.args[0], within);
    visitList(work, visit, node.args[1], within);
    visitList(work, visit, node.args[2], within);
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
  if (inner?.kind === "filter" && weight !== undefined)
    return visitBinding(work, visit, inner, within, weight);
  const before = work.edits.length;
  const origin = visit(work, node, within);
  if (within.loops === 0 && node.op === "call") {
    const listOf = (value: unknown) =>
      weight === undefined ? asList(value) : enterLoop(run, fitting(asList(value)), weight);
    if (supplyDirect(work, node, before, listOf)) return origin;
  }
  const mayBeSingle = isAccess(node) || node.op === "call" || (node.op === "id" && origin !== undefined);
  if (weight !== undefined) payForLoop(work, node, mayBeSingle ? "each" : "keys", weight);
  else if (mayBeSingle) work.edits.push(insertion(node.end, "._list()"));
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
  work.edits.push(insertion(list.end + gapAfter(work.source, list).length, `.${method}()`));
}

/** What a macro, or `cel.bind`, goes through or binds, and its parts; `later` is the weight of loops over its result. */
export function visitBinding(
  work: Work,
  visit: Visit,
  binding: Binding,
  within: Within,
  later = 0,
): Origin | undefined {
  const { kind, variable, of, within: parts } = binding;
  refuseVariable(variable.args, variable.start);
  const isLoop = kind !== "bind";
  const origin = isLoop
    ? visitList(work, visit, of, within, weightOfItem(binding) + later)
    : visitBound(work, visit, binding, within);
  const loops = within.loops + (isLoop ? 1 : 0);
  const locals = new Map([...within.locals, [variable.args, { origin, loops }] as const]);
  const results = parts.map((part) => visit(work, part, { locals, loops }));
  return kind === "filter" ? origin : kind === "each" ? undefined : results.at(-1);
}

/** A value that others are made of: without a limit, doubling a few times would be enough. */
function visitBound(work: Work, visit: Visit, { variable, of }: Binding, within: Within): Origin | undefined {
  const { source } = work;
  const start = variable.end + gapAfter(source, variable).length + 1;
  work.edits.push(insertion(start, " _fits("));
  const origin = visit(work, of, within);
  work.edits.push(insertion(of.end + gapAfter(source, of).length, ")"));
  return origin;
}
