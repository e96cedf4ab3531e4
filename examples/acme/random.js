/** Numbers that are the same in every run: mulberry32 from a seed. */

/** @typedef {{ below(n: number): number, chance(p: number): boolean, pick<T>(items: readonly T[]): T, shuffled<T>(items: readonly T[]): T[], sample<T>(items: readonly T[], n: number): T[] }} Random */

/** @param {number} seed @returns {Random} */
export function seededRandom(seed) {
  let state = seed >>> 0;
  function next() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  /** @param {number} n */
  function below(n) {
    return Math.floor(next() * n);
  }
  /** @template T @param {readonly T[]} items */
  function shuffled(items) {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last -= 1) {
      const other = below(last + 1);
      [result[last], result[other]] = [result[other], result[last]];
    }
    return result;
  }
  return {
    below,
    chance: (p) => next() < p,
    pick: (items) => items[below(items.length)],
    shuffled,
    sample: (items, n) => shuffled(items).slice(0, n),
  };
}
