const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** For a schema: what `parseInstant` reads, save days that no calendar has. */
export const instantForm = form;

/**
 * `2027-03-01` (its beginning), `2027-03-01T12:00`, `2027-03-01 12:00:00+01:00` in milliseconds since the epoch, UTC where no
 * zone is stated. NaN for a day or an hour that there is not.
 */
export function parseInstant(written: string): number {
  const [, day, time = "00:00", zone = "Z"] = form.exec(written) ?? [];
  if (day === undefined) return Number.NaN;
  const midnight = Date.parse(`${day}T00:00Z`);
  // The 30th of February is the 2nd of March to some.
  const isReal = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return isReal ? Date.parse(`${day}T${time}${zone}`) : Number.NaN;
}
