/** A whole number as sources give it, digits or a number; undefined when it is none. */
export function integerOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === "string" && /^\s*[+-]?\d{1,20}\s*$/.test(value)
    ? BigInt(value.trim().replace("+", ""))
    : undefined;
}
