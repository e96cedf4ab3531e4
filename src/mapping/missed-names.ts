import { type ASTNode, parse } from "@marcbachmann/cel-js";
import { foldName } from "../fold-name.ts";
import { chainOf, type RecordVariable } from "./chain.ts";
import { childrenOf, isAccess } from "./syntax.ts";

/** Whether records of the source can have an attribute; its path is in lower case. */
export type HasAttribute = (variable: RecordVariable, path: readonly string[]) => boolean;

/** Names that an expression looks at and no record of the source has, as written. */
export interface MissedNames {
  /** Those without which it gives nothing. */
  readonly needed: readonly string[];
  /** Those for which it names another one to take instead, by `coalesce` or `default`. */
  readonly dispensable: readonly string[];
}

/** One that cannot be parsed misses nothing here: compiling it says what is wrong. */
export function missedNames(expression: string, has: HasAttribute): MissedNames {
  const dispensable: string[] = [];
  try {
    const needed = neededBy(parse(expression).ast);
    return { needed: distinct(needed), dispensable: distinct(dispensable) };
  } catch {
    return { needed: [], dispensable: [] };
  }

  function neededBy(node: ASTNode): readonly string[] {
    if (isAccess(node)) {
      const chain = chainOf(expression, node, new Map());
      if (chain !== undefined) {
        const names = chain.steps.flatMap(({ step }) => (typeof step === "string" ? [step] : []));
        return has(chain.variable, names.map(foldName)) ? [] : [names.join(".")];
      }
    }
    if (node.op !== "call" || !choices.has(node.args[0])) return childrenOf(node).flatMap(neededBy);
    const parts = node.args[1].map(neededBy);
    const all = parts.flat();
    if (parts.every((part) => part.length > 0)) return all;
    dispensable.push(...all);
    return [];
  }
}

/** Functions that take the first of their arguments that is there. */
const choices: ReadonlySet<string> = new Set(["coalesce", "default"]);

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
