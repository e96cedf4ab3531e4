const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `30d`, `36h`, `10m`, `60s`, `500ms` in milliseconds. The form was checked by the schema. */
export function parseDuration(written: string): number {
  const number = Number.parseInt(written, 10);
  const unit = written.replace(/^\d+/, "");
  return number * (MILLISECONDS[unit] ?? Number.NaN);
}

/** `20` or `20%` as a number. */
export function parsePercent(written: number | string): number {
  return typeof written === "number" ? written : Number.parseFloat(written);
}
