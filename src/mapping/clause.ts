import type { Condition } from "./condition.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { compileWildcards } from "./wildcard.ts";

/** One thing that `assign` says. */
export interface Clause {
  readonly stated: string;
  readonly usesGroups: boolean;
  /** The clause as it holds for this user; undefined when it does not. Throws `MappingError`. */
  answer(input: ExpressionInput): string | undefined;
}

export const everyoneClause: Clause = {
  stated: "assign.everyone",
  usesGroups: false,
  answer: () => "assign.everyone",
};

const shownNames = 5;

/** None when no name is stated. */
export function groupsClause(name: string, patterns: readonly string[]): readonly Clause[] {
  if (patterns.length === 0) return [];
  const matches = compileWildcards(patterns);
  const more = patterns.length > shownNames ? `, and ${patterns.length - shownNames} more` : "";
  return [
    {
      stated: `${name}: ${patterns.slice(0, shownNames).join(", ")}${more}`,
      usesGroups: true,
      answer(input) {
        const group = (input.groups ?? []).find(matches);
        return group === undefined ? undefined : `${name}: member of ${group}`;
      },
    },
  ];
}

/** None when nothing is stated, or when it is wrong. */
export function whereClause(
  name: string,
  source: string | undefined,
  condition: Condition | undefined,
): readonly Clause[] {
  if (condition === undefined) return [];
  const stated = `${name}: ${source}`;
  const answer = (input: ExpressionInput) => (condition.holds(input) ? stated : undefined);
  return [{ stated, usesGroups: condition.usesGroups, answer }];
}
