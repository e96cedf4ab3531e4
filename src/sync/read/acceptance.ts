import type { Expected } from "../../directory/completeness.ts";
import type { MergeRule } from "../../directory/merge-parts.ts";
import { type Problem, SourceError } from "../../errors.ts";
import type { Check, SourceExpectations } from "../../source/expect.ts";
import type { DirectorySource } from "../../source/source.ts";
import type { DynamicGroups } from "./dynamic-groups.ts";

/** A source with what must hold of it, and everything about it that shapes records besides the files. */
export interface ExpectedSource {
  readonly name: string;
  readonly source: DirectorySource;
  readonly expect: SourceExpectations;
  /** Its records only add to those that another source has. */
  readonly enriches: boolean;
  /** Attributes, in lower case, that records may have although none has them today. */
  readonly mayHave: readonly string[];
  readonly definition: string;
}

/** What to read, and what must hold of it. */
export interface Acceptance {
  readonly sources: readonly ExpectedSource[];
  /** What one key in several sources means; an error when undefined. */
  readonly merge: MergeRule | undefined;
  readonly dynamicGroups: DynamicGroups;
  /** Expectations waived for this run. */
  readonly accepted: ReadonlySet<Check>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly onRecords: (count: number) => void;
  /** Told what expectations the read does not meet; when undefined, the read is refused for it. */
  readonly onUnmet?: (problems: readonly Problem[]) => void;
}

/** Refuses the read for expectations that it does not meet, unless somebody wants to know only. */
export function refuseUnmet({ onUnmet }: Acceptance, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  if (onUnmet === undefined) throw new SourceError(problems);
  onUnmet(problems);
}

/** What a source must fulfil, named in messages when there are others. */
export function expectedOf({ name, expect }: ExpectedSource, acceptance: Acceptance): Expected {
  const { sources, accepted } = acceptance;
  return { name: sources.length > 1 ? name : undefined, expect, accepted };
}
