const minute = 60_000;
const hour = 60 * minute;

/** A day of the Gregorian calendar, in milliseconds since the epoch; undefined for one that no month has. */
export function startOfDay(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for those of the twentieth century.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

/** The milliseconds since midnight; undefined for no time of day. */
export function timeOfDay(hours: number, minutes: number, seconds: number): number | undefined {
  // 60 is a leap second, which computers do not count: it is the second behind it.
  const valid = hours < 24 && minutes < 60 && seconds <= 60;
  return valid ? hours * hour + minutes * minute + seconds * 1000 : undefined;
}

/** The milliseconds that `+02:00`, `-0530` or `Z` is ahead of UTC; undefined for none of these. */
export function aheadOfUtc(zone: string): number | undefined {
  if (zone === "Z" || zone === "z") return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const away = timeOfDay(Number(hours), Number(minutes ?? 0), 0);
  return away === undefined ? undefined : sign === "-" ? -away : away;
}

/** Digits behind the decimal point of a second, in whole milliseconds. */
export function millisecondsOf(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, "0"));
}
