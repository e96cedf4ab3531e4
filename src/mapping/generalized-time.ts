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
  const offset = clock(away[0], away[1]);
  // 60 is a leap second, which computers do not count: it is the second behind it.
  const time = Number(seconds ?? 0) > 60 ? undefined : clock(hours, minutes);
  if (date === undefined || time === undefined || offset === undefined) return undefined;
  const unit = minutes === undefined ? hour : seconds === undefined ? minute : 1000;
  const local = date + time + Number(seconds ?? 0) * 1000 + partOf(unit, fraction ?? "0");
  return sign === "-" ? local + offset : local - offset;
}

/** Undefined for a day that no month has. */
function startOfDay(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for those of the twentieth century.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

function clock(hours = "0", minutes = "0"): number | undefined {
  const valid = Number(hours) < 24 && Number(minutes) < 60;
  return valid ? Number(hours) * hour + Number(minutes) * minute : undefined;
}

/** In whole milliseconds; the digits behind the twelfth are of less than one. */
function partOf(unit: number, fraction: string): number {
  const digits = fraction.slice(0, 12);
  return Number((BigInt(digits) * BigInt(unit)) / 10n ** BigInt(digits.length));
}
