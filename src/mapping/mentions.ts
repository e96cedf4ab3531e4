import { type ASTNode, parse } from "@marcbachmann/cel-js";
import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { foldName } from "../fold-name.ts";
import { type RecordVariable, recordOf } from "./chain.ts";
import { type DirectoryNaming, plainDirectory } from "./naming.ts";
import { childrenOf, isAccess, stepOf } from "./syntax.ts";
import type { AssignTemplate, GroupTemplate, UserTemplate } from "./template.ts";
import { parseTemplateString, TemplateSyntaxError } from "./template-string.ts";
import { userFunctions } from "./user-functions.ts";
import { writtenText } from "./written-text.ts";

/** What shapes the accounts and groups of a target. */
export interface MappedTarget {
  readonly assign: AssignTemplate;
  readonly users: { readonly template: UserTemplate };
  readonly groups: { readonly template: GroupTemplate };
}

/** What mappings look at, found without knowing the source. */
export interface Mentions {
  /** Attributes of users and groups as the source calls them, in lower case and sorted; of nested ones the first name. */
  readonly attributes: readonly string[];
  /** Whether `ref()` is used. */
  readonly references: boolean;
  /** Tables that `lookup()` reads from, as they are called; sorted. */
  readonly tables: readonly string[];
}

/**
 * Collects what the mappings of targets mention, and further expressions on `user` or `group`. One that cannot be
 * parsed mentions nothing here: compiling it says what is wrong.
 */
export function attributesMentioned(
  targets: readonly MappedTarget[],
  expressions: readonly string[] = [],
  naming: DirectoryNaming = plainDirectory,
): Mentions {
  const roots = [...targets.flatMap(expressionsOf), ...expressions].flatMap(parsed);
  const attributes = new Set<string>();
  const tables = new Set<string>();
  let references = false;
  for (const root of roots) {
    for (const node of nodesOf(root)) {
      for (const { variable, name } of namesIn(node)) {
        for (const [first] of naming[variable].ways(foldName(name))) attributes.add(first);
      }
      if (node.op !== "call") continue;
      const [name, [first]] = node.args;
      references ||= name === "ref";
      const table = name === "lookup" && first !== undefined ? writtenText(first) : undefined;
      if (table !== undefined) tables.add(table);
    }
  }
  return { attributes: [...attributes].sort(), references, tables: [...tables].sort() };
}

function expressionsOf({ assign, users, groups }: MappedTarget): readonly string[] {
  const { leavesWhen } = users.template;
  const stated = [assign.where, assign.exclude?.where, leavesWhen, groups.template.where];
  const wheres = stated.filter((where) => where !== undefined);
  const templates: readonly JsonObject[] = [users.template.attributes, groups.template.attributes];
  return [...wheres, ...templates.flatMap(textsIn).flatMap(expressionsIn)];
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((item: Json) => textsIn(item));
  return isJsonObject(value) ? Object.values(value).flatMap((item) => textsIn(item)) : [];
}

function expressionsIn(template: string): readonly string[] {
  try {
    return parseTemplateString(template).flatMap((part) => (part.kind === "expression" ? [part.source] : []));
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return [];
    throw error;
  }
}

function parsed(expression: string): readonly ASTNode[] {
  try {
    return [parse(expression).ast];
  } catch {
    return [];
  }
}

function nodesOf(root: ASTNode): readonly ASTNode[] {
  const nodes = [root];
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node !== undefined) nodes.push(...childrenOf(node));
  }
  return nodes;
}

/** The attribute an access begins with, or those a function of the whole user looks at. */
function namesIn(node: ASTNode): readonly { readonly variable: RecordVariable; readonly name: string }[] {
  if (node.op === "call") {
    const reads = userFunctions.find(({ name }) => name === node.args[0])?.reads ?? [];
    return reads.map((name) => ({ variable: "user", name }));
  }
  if (!isAccess(node)) return [];
  const variable = recordOf(node.args[0], new Map());
  const name = stepOf(node);
  return variable !== undefined && typeof name === "string" ? [{ variable, name }] : [];
}
