import type { Method } from "../connection/transport.ts";

/** So many requests of a kind that are still to come; `path` is one that limits speak of, such as `/Users`. */
export interface Ahead {
  readonly method: Method;
  readonly path: string;
  readonly count: number;
}

export function countAhead(ahead: readonly Ahead[]): number {
  return ahead.reduce((sum, { count }) => sum + count, 0);
}
