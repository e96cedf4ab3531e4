import type { SourceKey } from "../../source/record.ts";
import { type AttributeTally, valueOf } from "../inspect/attribute-stats.ts";

const EXAMPLES = 5;
const KEYS = 3;
const NEARLY_ALL = 0.95;
/** In a small directory a pair or two is more than a twentieth. */
const FEW_PAIRS = 2;
const MOST_IN_SMALL = 0.8;

/** Values that some users share although nearly everybody has one of their own, such as a mail address of two. */
export interface RepeatedValues {
  readonly attribute: string;
  /** How many values are shared. */
  readonly values: number;
  /** The most shared ones. */
  readonly examples: readonly RepeatedValue[];
}

export interface RepeatedValue {
  readonly value: string;
  readonly users: number;
  /** Some of the users who have it. */
  readonly keys: readonly SourceKey[];
}

/** Counts again, exactly, the values of an attribute that may repeat, and who has them. */
export class RepeatCount {
  readonly #tally: AttributeTally;
  readonly #found = new Map<string, Sharers>();

  constructor(tally: AttributeTally) {
    this.#tally = tally;
  }

  add(value: string, key: SourceKey): void {
    if (!this.#tally.mayRepeat(value)) return;
    const found = this.#found.get(value);
    if (found === undefined) this.#found.set(value, { users: 1, keys: [key], last: key });
    else if (found.last !== key) {
      found.users += 1;
      found.last = key;
      if (found.keys.length < KEYS) found.keys.push(key);
    }
  }

  get different(): number {
    let again = 0;
    for (const { users } of this.#found.values()) again += users - 1;
    return this.#tally.values - again;
  }

  /** Nothing when values of this attribute are shared as a matter of course. */
  repeated(attribute: string): RepeatedValues | undefined {
    if (!isNearlyUnique(this.#tally.values, this.different)) return undefined;
    const shared = [...this.#found].filter(([, { users }]) => users > 1);
    const examples = shared
      .toSorted(([, a], [, b]) => b.users - a.users)
      .slice(0, EXAMPLES)
      .map(([value, { users, keys }]) => ({ value: valueOf(value), users, keys }));
    return { attribute, values: shared.length, examples };
  }
}

interface Sharers {
  users: number;
  readonly keys: SourceKey[];
  /** All values of one user come one after another. */
  last: SourceKey;
}

/** Whether counting again is worth it. */
export function mayBeNearlyUnique(tally: AttributeTally): boolean {
  if (!tally.isCountable) return false;
  const { values, different } = tally;
  return different === undefined || isNearlyUnique(values, different);
}

/** Nearly all values are different, and some are not. */
function isNearlyUnique(values: number, different: number): boolean {
  if (different >= values) return false;
  if (different >= values * NEARLY_ALL) return true;
  return values - different <= FEW_PAIRS && different >= values * MOST_IN_SMALL;
}
