import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { YamlPath } from "../yaml/position.ts";
import type { Constant, KeyStep } from "./attribute-key.ts";

/** A part of a resource being put together from statements, and where the first of them stands. */
type Node =
  | { readonly kind: "plain"; readonly at: YamlPath; readonly value: Json }
  | { readonly kind: "list"; readonly at: YamlPath; readonly items: Node[] }
  | ObjectNode;

export interface ObjectNode {
  readonly kind: "object";
  readonly at: YamlPath;
  /** By name in lower case, because names have no case (RFC 7643 section 2.1). */
  readonly members: Map<string, { readonly name: string; readonly node: Node }>;
}

/** Two statements that cannot both stand: the second says something of what the first has said. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
  readonly at: YamlPath;
  /** Where the first stands. */
  readonly first: YamlPath;
  constructor(message: string, at: YamlPath, first: YamlPath) {
    super(message);
    this.at = at;
    this.first = first;
  }
}

export function emptyObject(at: YamlPath): ObjectNode {
  return { kind: "object", at, members: new Map() };
}

/** Adds a value at the end of `steps`. Throws `ConflictError`. */
export function state(root: ObjectNode, steps: readonly KeyStep[], value: Json, at: YamlPath): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  if (step.such !== undefined) {
    const item = itemSuch(root, step.name, step.such, at);
    if (rest.length > 0) return state(item, rest, value, at);
    for (const [name, inner] of Object.entries(value as JsonObject)) {
      if (!step.such.some((constant) => isConstant(constant, name, inner)))
        add(item, name, inner, [...at, name]);
    }
  } else if (rest.length > 0) state(objectAt(root, step.name, at), rest, value, at);
  else add(root, step.name, value, at);
}

/** Adds a member; a map is added to one that is there already. */
function add(parent: ObjectNode, name: string, value: Json, at: YamlPath): void {
  if (isJsonObject(value)) {
    const object = objectAt(parent, name, at);
    for (const [inner, item] of Object.entries(value)) add(object, inner, item, [...at, inner]);
    return;
  }
  const found = memberOf(parent, name);
  if (found !== undefined) throw conflict(found, at, found.kind === "object" ? "a part of it is" : "is");
  parent.members.set(name.toLowerCase(), { name, node: nodeOf(value, at) });
}

function nodeOf(value: Json, at: YamlPath): Node {
  if (Array.isArray(value))
    return { kind: "list", at, items: value.map((item: Json, index) => nodeOf(item, [...at, index])) };
  if (!isJsonObject(value)) return { kind: "plain", at, value };
  const object = emptyObject(at);
  for (const [name, item] of Object.entries(value)) add(object, name, item, [...at, name]);
  return object;
}

function objectAt(parent: ObjectNode, name: string, at: YamlPath): ObjectNode {
  const found = memberOf(parent, name);
  if (found?.kind === "object") return found;
  if (found !== undefined) throw conflict(found, at, "all of it is");
  const node = emptyObject(at);
  parent.members.set(name.toLowerCase(), { name, node });
  return node;
}

/** The one of several values that has the constants; a new one when there is none. */
function itemSuch(parent: ObjectNode, name: string, such: readonly Constant[], at: YamlPath): ObjectNode {
  const found = memberOf(parent, name);
  if (found !== undefined && found.kind !== "list") throw conflict(found, at, "all of it is");
  const list = found ?? { kind: "list", at, items: [] };
  if (found === undefined) parent.members.set(name.toLowerCase(), { name, node: list });
  const [item, other] = list.items.filter((item) => isSuch(item, such)) as ObjectNode[];
  if (item !== undefined && other !== undefined) throw conflict(other, at, "one of several such values is");
  if (item !== undefined) return item;
  const made = emptyObject(at);
  for (const [constant, value] of such) add(made, constant, value, at);
  list.items.push(made);
  return made;
}

function isSuch(item: Node, such: readonly Constant[]): boolean {
  if (item.kind !== "object") return false;
  return such.every(([name, value]) => {
    const node = memberOf(item, name);
    return node?.kind === "plain" && folded(node.value) === folded(value);
  });
}

/** Whether a member only says again what chose the value. */
function isConstant([constant, value]: Constant, name: string, stated: Json): boolean {
  return constant.toLowerCase() === name.toLowerCase() && folded(value) === folded(stated);
}

function folded(value: Json): Json {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function memberOf(parent: ObjectNode, name: string): Node | undefined {
  return parent.members.get(name.toLowerCase())?.node;
}

function conflict(first: Node, at: YamlPath, what: string): ConflictError {
  return new ConflictError(`${what} stated at`, at, first.at);
}

/** The resource as nested maps and lists. */
export function toNested({ members }: ObjectNode): JsonObject {
  return Object.fromEntries([...members.values()].map(({ name, node }) => [name, toJson(node)]));
}

function toJson(node: Node): Json {
  if (node.kind === "plain") return node.value;
  return node.kind === "list" ? node.items.map(toJson) : toNested(node);
}

/** Where what stands at `path` of the nested form was written; its nearest parent when it is not there. */
export function writtenAt(root: ObjectNode, path: YamlPath): YamlPath {
  let node: Node | undefined = root;
  let at = root.at;
  for (const part of path) {
    if (node?.kind === "list") node = node.items[Number(part)];
    else node = node?.kind === "object" ? memberOf(node, String(part)) : undefined;
    if (node === undefined) break;
    at = node.at;
  }
  return at;
}
