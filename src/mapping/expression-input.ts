import type { Attributes } from "../source/record.ts";
import type { LookupTables } from "./lookup-table.ts";
import type { Naming } from "./naming.ts";

/**
 * Names of the attributes that records of a source can have, in lower case; nested ones with their path, such as
 * `name.givenname` and `emails.value`. `any` before the source was read: no name is called wrong then.
 */
export type KnownNames = readonly string[] | "any";

/** Variables an expression can use; one that is left out may not be used. */
export interface ExpressionScope {
  readonly user?: KnownNames;
  readonly group?: KnownNames;
  /** Whether `groups`, the names of all groups of the user, may be used. */
  readonly groups: boolean;
  /** What `lookup()` can read from; nothing when undefined. */
  readonly tables?: LookupTables;
  /** What names stand for; those of the attributes when undefined. */
  readonly userNaming?: Naming;
  readonly groupNaming?: Naming;
}

/** What an expression is evaluated for. */
export interface ExpressionInput {
  readonly user?: Attributes;
  readonly group?: Attributes;
  /** The key of that user or group; none when undefined. */
  readonly key?: string;
  readonly groups?: readonly string[];
  /** The target's id. */
  readonly target: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Told each moment, later than `now`, at which the answer may become another although the record does not change. */
  readonly changesAt?: (moment: number) => void;
}
