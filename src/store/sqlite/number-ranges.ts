/** Whole numbers in ascending order as text: `1-3,7`. */
export function writeRanges(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && number === open[1] + 1) open[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

/** What `writeRanges` wrote. */
export function* readRanges(text: string): Generator<number> {
  for (const range of text === "" ? [] : text.split(",")) {
    const [first = Number.NaN, last = first] = range.split("-").map(Number);
    for (let number = first; number <= last; number += 1) yield number;
  }
}
