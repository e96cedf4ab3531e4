import type { ASTNode } from "@marcbachmann/cel-js";
import { type Binding, bindingOf, childrenOf } from "./syntax.ts";

/** The steps of evaluating an expression once. Lists that are not written out count as one item: they pay on their own. */
export function weightOf(node: ASTNode): number {
  const binding = node.op === "rcall" ? bindingOf(node) : undefined;
  if (binding === undefined || binding.kind === "bind") return 1 + sum(childrenOf(node));
  return 1 + weightOf(binding.of) + weightOfItem(binding) * (itemsOf(binding.of) ?? 1);
}

/** The steps of going through a loop once. */
export function weightOfItem({ within }: Binding): number {
  return sum(within);
}

function sum(nodes: readonly ASTNode[]): number {
  return nodes.reduce((total, node) => total + weightOf(node), 0);
}

/** How many items a list has at most that is written out, and holds nothing else; undefined for other lists. */
export function itemsOf(list: ASTNode): number | undefined {
  const binding = list.op === "rcall" ? bindingOf(list) : undefined;
  if (binding?.kind === "filter") return itemsOf(binding.of);
  if ((list.op !== "list" && list.op !== "map") || !isWrittenOut(list)) return undefined;
  return list.args.length;
}

function isWrittenOut(node: ASTNode): boolean {
  if (node.op === "value") return true;
  return (node.op === "list" || node.op === "map") && childrenOf(node).every(isWrittenOut);
}
