import type { BenchRow, Limit } from "./bench-row.ts";

const widths = [22, 12, 12, 14, 9, 9] as const;

/** The head of the table. */
export function printTitle(): void {
  console.log(line("bench", "ours", "bare", "unit", "ratio", "bar"));
}

/** A line for the row, and one below it for each of its limits. */
export function printRow(row: BenchRow): void {
  const { name, ours, bare, unit, ratio, bar, bound, compares } = row;
  const sign = bound === "at most" ? "≤" : "≥";
  const compared = compares === "ratio" ? amount(ratio) : `+${amount(ours - bare)}`;
  const wanted = bar === undefined ? "-" : `${sign} ${compares === "ratio" ? "" : "+"}${amount(bar)}`;
  console.log(
    line(name, amount(ours), amount(bare), unit, compared, wanted) + (isRatioMet(row) ? "" : "  NOT MET"),
  );
  for (const limit of row.limits) console.log(limitText(limit));
  const details = Object.entries(row.details).map(([key, value]) => `${key} ${told(value)}`);
  console.log(`    ${details.join(", ")}`);
}

function limitText({ name, value, bar, bound, unit }: Limit): string {
  const sign = bound === "at most" ? "≤" : "≥";
  const missed = isWithin(value, bar, bound) ? "" : "  NOT MET";
  return `    ${name}: ${amount(value)} ${unit} (${sign} ${amount(bar)})${missed}`;
}

/** True when the row is within its bar and all its limits. */
export function isMet(row: BenchRow): boolean {
  return isRatioMet(row) && row.limits.every(({ value, bar, bound }) => isWithin(value, bar, bound));
}

function isRatioMet({ ours, bare, ratio, bar, bound, compares }: BenchRow): boolean {
  return bar === undefined || isWithin(compares === "ratio" ? ratio : ours - bare, bar, bound);
}

function isWithin(value: number, bar: number, bound: BenchRow["bound"]): boolean {
  return bound === "at most" ? value <= bar : value >= bar;
}

function told(value: number | string): string {
  return typeof value === "number" ? amount(value) : value;
}

function amount(value: number): string {
  if (Number.isInteger(value) || value >= 1_000) return Math.round(value).toLocaleString("en");
  return value
    .toPrecision(value < 0.01 ? 1 : 3)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

function line(...cells: readonly string[]): string {
  return cells
    .map((cell, at) => (at === 0 || at === 3 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
    .join("  ");
}
