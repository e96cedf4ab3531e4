/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below = NaN, above = NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (below + above) / 2;
}

/** The median of one figure of each run. */
export function medianOf<T>(runs: readonly T[], figure: (run: T) => number): number {
  return median(runs.map(figure));
}

/** Runs each way `runs` times, one after the other in turn, so that a slow minute of the machine hits all alike. */
export async function interleave<T extends Readonly<Record<string, (run: number) => Promise<unknown>>>>(
  runs: number,
  ways: T,
): Promise<{ readonly [Name in keyof T]: readonly Awaited<ReturnType<T[Name]>>[] }> {
  const results = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as unknown[]]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, way] of Object.entries(ways)) results[name]?.push(await way(run));
  }
  return results as unknown as {
    readonly [Name in keyof T]: readonly Awaited<ReturnType<T[Name]>>[];
  };
}
