import type { ASTNode } from "@marcbachmann/cel-js";

/** `a.b` or `a[b]`. */
export type AccessNode = Extract<ASTNode, { readonly op: "." | "[]" }>;

/** One step into a value: the name of an attribute, or a place in a list, 0-based. */
export type Step = string | number;

export function isAccess(node: ASTNode): node is AccessNode {
  return node.op === "." || node.op === "[]";
}

/** The step an access takes when it is written out, as in `.name`, `["name"]` and `[0]`. */
export function stepOf(node: AccessNode): Step | undefined {
  if (node.op === ".") return node.args[1];
  const [, index] = node.args;
  if (index.op !== "value") return undefined;
  if (typeof index.args === "bigint") return Number(index.args);
  return typeof index.args === "string" ? index.args : undefined;
}

/** Where the step of an access is written, 0-based. */
export function stepOffset(node: AccessNode): number {
  return node.op === "." ? node.end - node.args[1].length : node.args[1].start;
}

/** Where the name of a method is written, 0-based; `gap` is what stands between its receiver and the dot. */
export function methodOffset(
  source: string,
  node: Extract<ASTNode, { readonly op: "rcall" }>,
  gap: number,
): number {
  const dot = /\.(?:\s|\/\/.*)*/y;
  dot.lastIndex = node.args[1].end + gap;
  return dot.lastIndex + (dot.exec(source)?.[0].length ?? 0);
}

/** The parts of an expression, as it is written: macros are calls. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  return nodesIn(node.args);
}

function nodesIn(part: unknown): readonly ASTNode[] {
  if (Array.isArray(part)) return part.flatMap(nodesIn);
  return isNode(part) ? [part] : [];
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === "object" && part !== null && "op" in part && "args" in part;
}

/** The variable that `x.map(e, …)` and its like, and `cel.bind(e, x, …)`, bring in, and the parts in which it holds. */
export interface Binding {
  readonly kind: "each" | "filter" | "map" | "bind";
  readonly variable: Extract<ASTNode, { readonly op: "id" }>;
  /** What it runs through, or is. */
  readonly of: ASTNode;
  readonly within: readonly ASTNode[];
}

const macros: ReadonlyMap<string, { readonly kind: Binding["kind"]; readonly arities: readonly number[] }> =
  new Map([
    ["all", { kind: "each", arities: [2] }],
    ["exists", { kind: "each", arities: [2] }],
    ["exists_one", { kind: "each", arities: [2] }],
    ["filter", { kind: "filter", arities: [2] }],
    ["map", { kind: "map", arities: [2, 3] }],
  ]);

export function bindingOf(node: Extract<ASTNode, { readonly op: "rcall" }>): Binding | undefined {
  const [name, receiver, [variable, ...rest]] = node.args;
  if (variable?.op !== "id") return undefined;
  const macro = macros.get(name);
  if (macro?.arities.includes(rest.length + 1)) {
    return { kind: macro.kind, variable, of: receiver, within: rest };
  }
  const [value, ...within] = rest;
  const binds = name === "bind" && receiver.op === "id" && receiver.args === "cel" && within.length === 1;
  return binds && value !== undefined ? { kind: "bind", variable, of: value, within } : undefined;
}
