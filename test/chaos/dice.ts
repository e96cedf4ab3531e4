import { seeded } from "./seeded.ts";

/** Choices by chance, the same for the same seed. */
export interface Dice {
  /** A whole number from 0 up to but not including `limit`. */
  below(limit: number): number;
  /** True in so many cases of one. */
  chance(share: number): boolean;
  /** One of the list; undefined when it is empty. */
  pick<Value>(list: readonly Value[]): Value | undefined;
  /** So many of the list, or all, each once. */
  some<Value>(list: readonly Value[], count: number): readonly Value[];
}

export function throwDice(seed: number): Dice {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  function some<Value>(list: readonly Value[], count: number): readonly Value[] {
    const left = [...list];
    return Array.from(
      { length: Math.min(count, list.length) },
      () => left.splice(below(left.length), 1)[0] as Value,
    );
  }
  return {
    below,
    chance: (share) => random() < share,
    pick: (list) => list[below(list.length)],
    some,
  };
}

/** A seed for one part of what has a seed: other parts of it draw other numbers. */
export function seedOf(seed: number, part: number): number {
  return (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(part + 1, 0xc2b2ae35)) >>> 0;
}
