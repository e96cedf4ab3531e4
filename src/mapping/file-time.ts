import { ExpressionError } from "./expression-error.ts";
import { integerOf } from "./integer.ts";

const never = 0x7fff_ffff_ffff_ffffn;
const ticksPerMillisecond = 10_000n;
/** From 1601-01-01 to 1970-01-01. */
const epochOffset = 11_644_473_600_000;

/**
 * The moment a FILETIME names, in milliseconds since the epoch: it counts 100 ns since 1601-01-01 UTC (MS-DTYP, 2.3.3).
 * Null for 0 and 9223372036854775807, which mean never (MS-ADA1, 2.1 accountExpires), and for an absent value. Throws
 * `ExpressionError` for anything else.
 */
export function momentOfFileTime(value: unknown, attribute: string): number | null {
  if (value === null || value === undefined) return null;
  const ticks = integerOf(value);
  if (ticks === undefined || ticks < 0n) {
    throw new ExpressionError(`${attribute} is no FILETIME, a count of 100 ns since 1601`);
  }
  // As a number of JSON the last digits of `never` are rounded, upwards.
  return ticks === 0n || ticks >= never ? null : Number(ticks / ticksPerMillisecond) - epochOffset;
}
