/** `source.expect`: what must hold of a read before it is believed (contract 1.1). */
export interface SourceExpectations {
  readonly minUsers: number;
  readonly minGroups: number;
  /** Percent of users that may be missing against the last good read, 0 to 100. */
  readonly maxShrink?: number;
  /** Milliseconds a file may be old. */
  readonly maxAge?: number;
}
