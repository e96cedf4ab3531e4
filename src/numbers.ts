/** Between two digits, before threes of digits. */
const thousands = /\B(?=(?:\d{3})+$)/g;

/** A whole number: `12,400`. `Intl` says the same, and takes 17 ms to make ready, which every start would pay. */
export function count(value: number): string {
  return value.toFixed(0).replace(thousands, ",");
}

/** `1 account`, `12,400 accounts`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `0.4 s`, `41 min`, `3.2 h`. */
export function duration(ms: number): string {
  if (ms < 90_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** How long ago an instant was: `5 min ago`. */
export function ago(ms: number): string {
  return ms > 172_800_000 ? `${Math.round(ms / 86_400_000)} days ago` : `${duration(ms)} ago`;
}
