/** `source.expect`: what must hold of a read before it is believed (contract 1.1). */
export interface SourceExpectations {
  readonly minUsers: number;
  readonly minGroups: number;
  readonly maxShrink?: MaxShrink;
  /** Milliseconds a file may be old. */
  readonly maxAge?: number;
}

/** Percent, 0 to 100, that may be missing against the last good read. */
export interface MaxShrink {
  readonly users?: number;
  readonly groups?: number;
  /** Of the members of any single group. */
  readonly members?: number;
  /** Of the users with any single value of an attribute, by attribute: a department that vanishes whole. */
  readonly values: Readonly<Record<string, number>>;
  /** `members` and `values` say nothing of fewer than this many missing. */
  readonly floor: number;
}

/**
 * What can be waived for one run with `--accept`. `maxShrink` waives all of its kind. What is no expectation but a
 * damaged file cannot be waived.
 */
export const checks = [
  "minUsers",
  "minGroups",
  "maxShrink",
  "maxShrink.users",
  "maxShrink.groups",
  "maxShrink.members",
  "maxShrink.values",
  "maxAge",
  "sha256",
  "rows",
  "trailer",
  "finalNewline",
] as const;

/** The name of an expectation, as `--accept` takes it. */
export type Check = (typeof checks)[number];

/** Ends a complaint with the way to go on nevertheless. */
export function unlessAccepted(message: string, check: Check): string {
  return `${message}; if that is right, go on this once with --accept ${check}`;
}
