import { ConfigError, formatProblem, type Problem } from "../errors.ts";

/** Throws `ConfigError` unless the list is empty: each problem once, file by file, from top to bottom. */
export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const distinct = [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
  const files = [...new Set(distinct.map(({ file }) => file))];
  function order({ file, line, column }: Problem): readonly number[] {
    return [files.indexOf(file), line ?? 0, column ?? 0];
  }
  throw new ConfigError(distinct.sort((a, b) => compareInTurn(order(a), order(b))));
}

function compareInTurn(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, index) => value !== b[index]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
