const BATCH_RECORDS = 500;

/** Hands out what was read in batches of a size that is good to write. */
export function* inBatches<T, Batch>(
  all: readonly T[],
  batch: (some: readonly T[]) => Batch,
): Generator<Batch> {
  for (let from = 0; from < all.length; from += BATCH_RECORDS) {
    yield batch(all.slice(from, from + BATCH_RECORDS));
  }
}
