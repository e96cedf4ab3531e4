/** Exit codes (contract 2). Only the command line exits with them; reports carry them. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  failures: 3,
  held: 4,
  source: 5,
  target: 6,
  locked: 7,
  stale: 8,
  differences: 10,
  interrupted: 130,
} as const;

/** What an exit code is called, such as `held`. */
export function exitName(exitCode: number): string {
  return Object.entries(exitCodes).find(([, code]) => code === exitCode)?.[0] ?? String(exitCode);
}

/** With several, the lowest of 1, 2, 5, 6, 7, 8 wins, then 4, then 3. */
export function worstOf(codes: readonly number[]): number {
  const stopping = codes.filter((code) => [1, 2, 5, 6, 7, 8].includes(code)).sort((a, b) => a - b);
  const order = [...stopping, 130, 4, 3, 10];
  return order.find((code) => codes.includes(code)) ?? 0;
}
