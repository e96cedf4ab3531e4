const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** `365 days`, `36 hours`, `1 minute`: in the largest unit of which there are two, rounded down; at least a minute. */
export function spanInWords(ms: number): string {
  const [unit, length] = units.find(([, one]) => ms >= 2 * one) ?? (["minute", 60_000] as const);
  const n = Math.max(1, Math.floor(ms / length));
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}
