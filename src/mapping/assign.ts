import { type Clause, everyoneClause, groupsClause, whereClause } from "./clause.ts";
import { compileWhere, type Condition } from "./condition.ts";
import type { Expression } from "./expression.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { MappingError } from "./mapping-error.ts";
import type { TemplateProblem } from "./resource-template.ts";
import type { AssignTemplate, TemplatePath } from "./template.ts";

/** Says whether a user is assigned to the target, and which clause decided. */
export interface Assignment {
  readonly usesGroups: boolean;
  /** Throws `MappingError` when a `where` that matters cannot be evaluated for this user. */
  decide(input: ExpressionInput): { readonly assigned: boolean; readonly clause: string };
  /** Every clause there is, and whether it holds for this user; those that exclude first. */
  explainAssignment(input: ExpressionInput): readonly ExplainedClause[];
}

/** One thing that `assign` says, and what it means for a user. */
export interface ExplainedClause {
  /** `assign.groups: member of engineering` when it holds, else as stated: `assign.groups: engineering, support-*`. */
  readonly clause: string;
  readonly holds: boolean;
  /** When it holds, the user gets no account, whatever else does. */
  readonly excludes: boolean;
  /** Why it could not be evaluated. */
  readonly failed?: string;
}

/**
 * Compiles `assign`: groups OR where OR everyone, but whoever `exclude` names is out; nothing stated means nobody.
 * What a group decides is decided before a `where` can fail, and who is not assigned need not be excluded.
 */
export function compileAssignment(
  template: AssignTemplate,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): Assignment {
  const { groups, where, everyone, exclude } = template;
  function conditionAt(source: string | undefined, ...at: readonly string[]): Condition | undefined {
    return source === undefined ? undefined : compileWhere(source, [...path, ...at], compile, problems);
  }
  const included = [
    ...(everyone ? [everyoneClause] : []),
    ...groupsClause("assign.groups", groups),
    ...whereClause("assign.where", where, conditionAt(where, "where")),
  ];
  const excludedByGroup = groupsClause("assign.exclude.groups", exclude?.groups ?? []);
  const against = exclude?.where;
  const excludedByWhere = whereClause(
    "assign.exclude.where",
    against,
    conditionAt(against, "exclude", "where"),
  );
  const clauses = [...excludedByGroup, ...excludedByWhere, ...included];
  const excluding = new Set([...excludedByGroup, ...excludedByWhere]);
  return {
    usesGroups: clauses.some(({ usesGroups }) => usesGroups),
    decide(input) {
      const barred = firstOf(excludedByGroup, input);
      if (barred !== undefined) return { assigned: false, clause: barred };
      const clause = firstOf(included, input);
      if (clause === undefined) return { assigned: false, clause: "no clause of assign holds" };
      const exception = firstOf(excludedByWhere, input);
      return exception === undefined ? { assigned: true, clause } : { assigned: false, clause: exception };
    },
    explainAssignment: (input) =>
      clauses.map((clause) => ({ ...explainClause(clause, input), excludes: excluding.has(clause) })),
  };
}

function firstOf(clauses: readonly Clause[], input: ExpressionInput): string | undefined {
  for (const clause of clauses) {
    const answer = clause.answer(input);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function explainClause(clause: Clause, input: ExpressionInput): Omit<ExplainedClause, "excludes"> {
  try {
    const answer = clause.answer(input);
    return { clause: answer ?? clause.stated, holds: answer !== undefined };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return { clause: clause.stated, holds: false, failed: error.message };
  }
}
