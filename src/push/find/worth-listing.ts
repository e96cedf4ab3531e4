/** What is known when it is to be chosen how creates are looked for. */
export interface Outlay {
  /** Creates that are still to be looked for. */
  readonly creates: number;
  /** Attributes each of them is looked for by. */
  readonly matches: number;
  /** Resources of the type that the target says it has. */
  readonly total: number;
  /** Resources that a page holds, as far as is known. */
  readonly pageRows: number;
  /** Of so many creates that were looked for by filter so many were there already. */
  readonly tried: number;
  readonly found: number;
}

/** Creates that are looked for by filter to see whether a list tells the same. */
export const spotChecks = 4;

/** Requests of a listing. */
export function pagesFor({ total, pageRows }: Pick<Outlay, "total" | "pageRows">): number {
  return Math.max(1, Math.ceil(total / Math.max(1, pageRows)));
}

/**
 * Requests that a listing saves at most: the filters that find nobody. Who is found costs one request in either way, for
 * who is found in a list is read. 0 or less where there is nothing to save.
 */
export function savedByListing({ creates, matches, total, tried, found }: Omit<Outlay, "pageRows">): number {
  // Of four that are there the next one may still be new.
  const share = tried === 0 ? 1 : Math.min(1, (tried - found + 0.5) / (tried + 0.5));
  const absent = Math.max(creates * share, creates - total);
  return Math.floor(absent * matches);
}

/** Whether so many creates may be worth a listing at all, however small the target is. */
export function mayBeWorthListing(creates: number, matches: number): boolean {
  const look = 1;
  const others = creates - 1;
  return others * matches > look + Math.min(others, spotChecks) * matches + 1;
}
