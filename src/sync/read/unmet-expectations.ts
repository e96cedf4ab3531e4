import { formatProblem, type Problem } from "../../errors.ts";
import type { Acceptance } from "./acceptance.ts";

/** Expectations that a read does not meet, collected instead of refusing it. */
export interface UnmetExpectations {
  readonly onUnmet: NonNullable<Acceptance["onUnmet"]>;
  /** Each once, although a read may look at one more than once. */
  problems(): readonly Problem[];
}

export function collectUnmet(): UnmetExpectations {
  const unmet = new Map<string, Problem>();
  return {
    onUnmet: (problems) => problems.forEach((problem) => unmet.set(formatProblem(problem), problem)),
    problems: () => [...unmet.values()],
  };
}
