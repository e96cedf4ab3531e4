import { startOfDay, timeOfDay } from "./calendar.ts";

const minute = 60_000;
const hour = 60 * minute;
const form = /^(\d{4})(\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})?)?(?:[.,](\d+))?(?:Z|([+-])(\d{2})(\d{2})?)$/;

/**
 * The moment a Generalized Time names, in milliseconds since the epoch; undefined when the text is none.
 * RFC 4517, 3.3.13: minutes and seconds may be left out, a fraction is of the last unit given, and behind it stands `Z`
 * or the offset from UTC.
 */
export function momentOfGeneralizedTime(text: string): number | undefined {
  const match = form.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, fraction, sign, ...away] = match;
  const date = startOfDay(Number(year), Number(month), Number(day));
  const offset = timeOfDay(Number(away[0] ?? 0), Number(away[1] ?? 0), 0);
  const time = timeOfDay(Number(hours), Number(minutes ?? 0), Number(seconds ?? 0));
  if (date === undefined || time === undefined || offset === undefined) return undefined;
  const unit = minutes === undefined ? hour : seconds === undefined ? minute : 1000;
  const local = date + time + partOf(unit, fraction ?? "0");
  return sign === "-" ? local + offset : local - offset;
}

/** In whole milliseconds; the digits behind the twelfth are of less than one. */
function partOf(unit: number, fraction: string): number {
  const digits = fraction.slice(0, 12);
  return Number((BigInt(digits) * BigInt(unit)) / 10n ** BigInt(digits.length));
}
