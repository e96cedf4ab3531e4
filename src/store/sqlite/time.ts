import type { Database } from "./open.ts";

/** Smaller differences are those of two machines, or of a clock that is kept right. */
const tolerated = 3_600_000;

/**
 * Remembers the latest time that a run saw, to the hour, and puts right what was written down in the future once the
 * clock of the machine was put back. Gives milliseconds by which that was; undefined when it was not.
 */
export function createTimekeeping(database: Database): (now: number) => number | undefined {
  const find = database.prepare("SELECT value FROM meta WHERE name = 'clock'").pluck();
  const put = database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('clock', ?)");
  const keep = database.transaction((now: number) => {
    const latest = Number(find.get() ?? Number.NEGATIVE_INFINITY);
    if (Math.abs(now - latest) <= tolerated) return undefined;
    put.run(String(now));
    if (now > latest) return undefined;
    bringBack(database, now);
    return latest - now;
  });
  return (now) => keep.immediate(now);
}

/**
 * What waits for a time that will not come for long, because it was reckoned from a wrong one, is due now, and looked
 * at by the right time; so is whatever was changed at a wrong time. The journal keeps the times it has.
 */
function bringBack(database: Database, now: number): void {
  for (const statement of [
    "UPDATE attention SET due = @now WHERE due > @now",
    "UPDATE attention SET since = @now WHERE since > @now",
    `INSERT INTO attention (target, entry, reason, detail, since, due, attempts)
       SELECT DISTINCT o.target, o.entry, 'unfinished', 'it was changed when the clock was wrong', @now, @now, 0
       FROM run r CROSS JOIN operation o ON o.run = r.id WHERE r.started_at > @now
       ON CONFLICT (target, entry) DO UPDATE SET due = @now`,
    "UPDATE mapped_until SET until = @now WHERE until > @now",
    "UPDATE link SET leaving_since = @now WHERE leaving_since > @now",
    "UPDATE link SET since = @now WHERE since > @now",
    "UPDATE learnt SET at = @now WHERE at > @now",
    "UPDATE target_schemas SET at = @now WHERE at > @now",
    "UPDATE reading SET detail = json_set(detail, '$.dynamicGroups.until', @now) WHERE at > @now AND detail ->> '$.dynamicGroups' IS NOT NULL",
    "UPDATE reading SET at = @now WHERE at > @now",
  ]) {
    database.prepare(statement).run({ now });
  }
}
