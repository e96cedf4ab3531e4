/** The largest number that works, when `works` is known to work and `fails` is known not to. */
export async function bisect(
  works: number,
  fails: number,
  tries: (n: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [works, fails];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await tries(middle)) low = middle;
    else high = middle;
  }
  return low;
}
