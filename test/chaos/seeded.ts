/** Numbers from 0 (included) to 1 (excluded), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: SCIMSYNC_TEST_SEED, to do again what failed, or any. */
export function chooseSeed(): number {
  return Number(process.env["SCIMSYNC_TEST_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
}
