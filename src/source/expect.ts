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
