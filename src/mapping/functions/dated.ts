import { isoTime } from "../../clock.ts";
import { ExpressionError } from "../expression-error.ts";
import { aheadOfUtc, millisecondsOf, startOfDay, timeOfDay } from "../calendar.ts";

/** A day, or a moment of it. */
export interface Dated {
  /** Milliseconds since the epoch; of a day its start in UTC. */
  readonly moment: number;
  readonly isDay: boolean;
}

const form =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Reads a date or a time in ISO 8601, or a timestamp of the language; without a zone it is in UTC. Throws
 * `ExpressionError`.
 */
export function datedOf(value: unknown, caller: string): Dated {
  if (value instanceof Date) return { moment: value.getTime(), isDay: false };
  const dated = typeof value === "string" ? parseIso(value.trim()) : undefined;
  if (dated !== undefined) return dated;
  const what = typeof value === "string" ? "text that is no date" : `a ${typeof value}`;
  throw new ExpressionError(
    `${caller}() is given ${what}; it takes ISO 8601, which parseDate() makes of others`,
  );
}

function parseIso(text: string): Dated | undefined {
  const [match, year, month, day, hours, minutes, seconds, fraction, zone] = form.exec(text) ?? [];
  if (match === undefined) return undefined;
  const date = startOfDay(Number(year), Number(month), Number(day));
  if (date === undefined || hours === undefined)
    return date === undefined ? undefined : { moment: date, isDay: true };
  const time = timeOfDay(Number(hours), Number(minutes), Number(seconds ?? 0));
  const ahead = aheadOfUtc(zone ?? "Z");
  if (time === undefined || ahead === undefined) return undefined;
  return { moment: date + time + millisecondsOf(fraction ?? "0") - ahead, isDay: false };
}

const [firstDay, lastMoment] = [Date.parse("0001-01-01T00:00:00Z"), Date.parse("9999-12-31T23:59:59.999Z")];

/** In ISO 8601: `2026-01-02`, or `2026-01-02T03:04:05.000Z`. Throws `ExpressionError` beyond the years 1 to 9999. */
export function isoOf({ moment, isDay }: Dated): string {
  if (!(moment >= firstDay && moment <= lastMoment))
    throw new ExpressionError("the date is beyond the years 1 to 9999");
  const text = isoTime(moment);
  return isDay ? text.slice(0, 10) : text;
}
