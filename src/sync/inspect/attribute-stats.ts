import { fingerprint } from "../../canonical.ts";
import type { Leaf, ValueShape } from "./leaf-values.ts";
import { RepeatFilter } from "../read/repeat-filter.ts";

const MOST_DIFFERENT = 50_000;
const LONGEST = 200;
const EXAMPLES = 3;

/** What the users have of one attribute. */
export interface AttributeStats {
  readonly name: string;
  /** Users who have it. */
  readonly filled: number;
  /** Users by the shape in which they have it. */
  readonly shapes: Readonly<Partial<Record<ValueShape, number>>>;
  /** Values in all: each value of a user once, several of one who has a list. */
  readonly values: number;
  /** How many of the values are different; at least so many unless `exact`. */
  readonly different: number;
  readonly exact: boolean;
  /** The most frequent ones, and how many users have each; when there are too many to count, any. */
  readonly examples: readonly { readonly value: string; readonly users?: number }[];
}

/** Counts the values of one attribute, user by user, in bounded memory. */
export class AttributeTally {
  readonly #name: string;
  readonly #users: number;
  #filled = 0;
  #values = 0;
  readonly #shapes = new Map<ValueShape, number>();
  /** Values of the user at hand, when there are several. */
  readonly #own = new Set<string>();
  #owner = -1;
  /** Users by value, until there are too many. */
  #counts: Map<string, number> | undefined = new Map();
  #filter: RepeatFilter | undefined;
  #first: readonly string[] = [];

  /** `users`: how many there are in all, more or less. */
  constructor(name: string, users: number) {
    this.#name = name;
    this.#users = users;
  }

  /** All values of one owner come one after another. */
  add(owner: number, value: Leaf, shape: ValueShape): void {
    const text = identityOf(value);
    if (owner !== this.#owner) {
      this.#owner = owner;
      this.#own.clear();
      this.#filled += 1;
      this.#shapes.set(shape, (this.#shapes.get(shape) ?? 0) + 1);
    } else if (this.#own.has(text)) return;
    if (shape === "list") this.#own.add(text);
    this.#values += 1;
    if (this.#counts === undefined) this.#filter?.add(text);
    else this.#count(this.#counts, text);
  }

  get values(): number {
    return this.#values;
  }

  /** The value may belong to more than one user. */
  mayRepeat(value: string): boolean {
    return this.#counts === undefined
      ? this.#filter?.mayRepeat(value) === true
      : (this.#counts.get(value) ?? 0) > 1;
  }

  /** Undefined when there are too many to know without counting again what may repeat. */
  get different(): number | undefined {
    return this.#counts?.size;
  }

  /** It is known what may repeat, and it is not much. */
  get isCountable(): boolean {
    return this.#counts !== undefined || this.#filter?.overrun === false;
  }

  /** `different` is what counting again gave. */
  stats(different = this.different): AttributeStats {
    return {
      name: this.#name,
      filled: this.#filled,
      shapes: Object.fromEntries(this.#shapes),
      values: this.#values,
      different: different ?? MOST_DIFFERENT,
      exact: different !== undefined,
      examples: this.#examples(),
    };
  }

  #count(counts: Map<string, number>, text: string): void {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    if (counts.size <= MOST_DIFFERENT) return;
    this.#filter = new RepeatFilter(this.#users);
    for (const [value, users] of counts) {
      this.#filter.add(value);
      if (users > 1) this.#filter.add(value);
    }
    this.#first = [...counts.keys()].slice(0, EXAMPLES);
    this.#counts = undefined;
  }

  #examples(): AttributeStats["examples"] {
    if (this.#counts === undefined) return this.#first.map((value) => ({ value: valueOf(value) }));
    const top: [string, number][] = [];
    for (const [value, users] of this.#counts) {
      const place = top.findIndex(([, most]) => users > most);
      if (place >= 0) top.splice(place, 0, [value, users]);
      else top.push([value, users]);
      top.length = Math.min(top.length, EXAMPLES);
    }
    return top.map(([value, users]) => ({ value: valueOf(value), users }));
  }
}

/** Text by which a value is told from others; a long one is not kept whole. */
export function identityOf(value: Leaf): string {
  const text = String(value);
  return text.length <= LONGEST ? text : text.slice(0, LONGEST) + fingerprint(text);
}

/** The value of which this is the identity, as far as it was kept. */
export function valueOf(identity: string): string {
  return identity.length <= LONGEST ? identity : `${identity.slice(0, LONGEST)}…`;
}
