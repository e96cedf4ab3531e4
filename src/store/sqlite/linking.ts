import type { LinkFilter, LinkingStore, ListedLink } from "../linking-store.ts";
import { orWake } from "./failing.ts";
import type { Database } from "./open.ts";

/** Links as people look at them, in SQLite. Statements are made when they are needed, which is not in each run. */
export function createLinking(database: Database): LinkingStore {
  return {
    *links(target, filter, limit) {
      const { sql, values } = linksBy(target, filter);
      const columns = `l.kind, e.key, l.scim_id AS scimId, l.origin, l.state, l.since, e.present,
        coalesce(l.asserted ->> 'userName', l.asserted ->> 'displayName', e.name) AS name`;
      const list = database.prepare(`SELECT ${columns} ${sql} ORDER BY e.key, l.kind LIMIT ?`);
      for (const row of list.iterate(...values, limit) as Iterable<ListedRow>)
        yield { ...row, present: row.present === 1 };
    },
    countLinks(target, filter) {
      const { sql, values } = linksBy(target, filter);
      return database
        .prepare(`SELECT count(*) ${sql}`)
        .pluck()
        .get(...values) as number;
    },
    targetIds: () => database.prepare("SELECT id FROM target ORDER BY id").pluck().all() as string[],
    forgetTarget(target) {
      for (const table of tablesOfTargets(database))
        database.prepare(`DELETE FROM ${table} WHERE target = ?`).run(target);
      database.prepare("DELETE FROM target WHERE id = ?").run(target);
    },
    setUnconfirmed: (target, since) =>
      void database
        .prepare("UPDATE target SET unconfirmed_since = ? WHERE id = ?")
        .run(since ?? null, target),
    reconsiderGroups: (target, now) =>
      void database
        .prepare(
          `INSERT INTO attention (target, entry, reason, detail, since, due, attempts)
           SELECT target, entry, 'unfinished', 'somebody in it was linked', @now, @now, 0
           FROM link WHERE target = @target AND kind = 'group' ${orWake}`,
        )
        .run({ target, now }),
  };
}

type ListedRow = Omit<ListedLink, "present"> & { readonly present: 0 | 1 };

function linksBy(
  target: string,
  { keys, ids, kind, state, origin }: LinkFilter,
): { readonly sql: string; readonly values: readonly string[] } {
  const stated = [
    { sql: "l.target = ?", value: target },
    { sql: "e.key IN (SELECT value FROM json_each(?))", value: keys && JSON.stringify(keys) },
    { sql: "l.scim_id IN (SELECT value FROM json_each(?))", value: ids && JSON.stringify(ids) },
    { sql: "l.kind = ?", value: kind },
    { sql: "l.state = ?", value: state },
    { sql: "l.origin = ?", value: origin },
  ].flatMap(({ sql, value }) => (value === undefined ? [] : [{ sql, value }]));
  return {
    sql: `FROM link l JOIN entry e ON e.id = l.entry WHERE ${stated.map(({ sql }) => sql).join(" AND ")}`,
    values: stated.map(({ value }) => value),
  };
}

/** What is kept of a target under its id; one that a later schema adds is among them. The audit trail stays. */
function tablesOfTargets(database: Database): readonly string[] {
  return database
    .prepare(
      `SELECT s.name FROM sqlite_schema s, pragma_table_info(s.name) c
       WHERE s.type = 'table' AND c.name = 'target' AND s.name NOT IN ('run', 'operation')`,
    )
    .pluck()
    .all() as string[];
}
