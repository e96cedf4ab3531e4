/**
 * One error class for each way of being handled. Outcomes of single operations are values, not errors:
 * whatever is thrown here ends a run, or a target, before it could do harm.
 */

/** One thing wrong in a file of the user's, with the place to look and what to write instead. */
export interface Problem {
  /** Path as the user would type it, such as `scimsync.yaml` or `people.csv`. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in characters. */
  readonly column?: number;
  /** Dotted path inside a config file, such as `targets.my-app.baseUrl`. */
  readonly path?: string;
  readonly message: string;
  /** The text that is wrong, where one line of it can be shown. */
  readonly excerpt?: Excerpt;
}

/** One line of text, and a place in it. */
export interface Excerpt {
  readonly text: string;
  /** 0-based, in characters of `text`; behind the last when something is missing at the end. */
  readonly caret: number;
}

/** Renders a problem as `scimsync.yaml:12:5 targets.my-app.baseUrl: …`; an excerpt stands below it, with a caret. */
export function formatProblem(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(":");
  const subject = problem.path === undefined ? "" : `${problem.path}: `;
  const line = `${place === "" ? "" : `${place} `}${subject}${problem.message}`;
  if (problem.excerpt === undefined) return line;
  const { text, caret } = problem.excerpt;
  return `${line}\n    ${text}\n    ${" ".repeat(caret)}^`;
}

function joinProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join("\n");
}

/** The command line or an argument of the library is wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
}

/** The config file, a profile, or a mapping in it is wrong. All problems at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "config";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(joinProblems(problems));
    this.problems = problems;
  }
}

/** The source could not be read whole, so nothing it says may be believed. All problems at once. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly code = "source";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(joinProblems(problems));
    this.problems = problems;
  }
}

export type TargetErrorReason =
  | "unreachable"
  | "credentials_refused"
  | "not_scim"
  | "throttled"
  | "breaker"
  | "other_tenant"
  | "clock_differs";

/** A target as a whole cannot be worked with; no single record is to blame. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly code = "target";
  readonly reason: TargetErrorReason;
  constructor(reason: TargetErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Another run holds the state file. */
export class LockedError extends Error {
  override readonly name = "LockedError";
  readonly code = "locked";
}

/** The state file cannot be used: newer schema, damaged, or not ours. */
export class StateError extends Error {
  override readonly name = "StateError";
  readonly code = "state";
}

/** The run was told to end before its work was done. What was begun is in the journal; the next run goes on from there. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  readonly code = "stopped";
  /** Of an operation: whether no request left that could have changed anything. */
  readonly isUntouched: boolean;
  constructor(message: string, isUntouched = false) {
    super(message);
    this.isUntouched = isUntouched;
  }
}

/** A saved plan no longer fits the source, the mapping or the state. */
export class StalePlanError extends Error {
  override readonly name = "StalePlanError";
  readonly code = "stale_plan";
}
