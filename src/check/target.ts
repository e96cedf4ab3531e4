import type { Knobs } from "./knobs.ts";

/** What is checked: a target of the config, as far as a check needs it. */
export interface CheckedTarget {
  readonly id: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly knobs: Knobs;
  /** Attribute paths by which accounts are recognised, in order. */
  readonly match: readonly string[];
  /** Whether it is wanted that accounts are switched off, and that they are deleted. */
  readonly deactivates: boolean;
  readonly deletes: boolean;
  /** Whether groups are pushed. */
  readonly pushesGroups: boolean;
}
