import type { Retries, TargetState, TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

type Targets = Pick<TargetStore, "target" | "putTarget" | "counts" | "retries" | "keepCounts">;

const columns = "id, base_url AS baseUrl, mapping, revision, unconfirmed_since AS unconfirmedSince";

/** Targets as a whole in SQLite. */
export function createTargets(database: Database): Targets {
  const find = database.prepare(`SELECT ${columns} FROM target WHERE id = ?`);
  const put = database.prepare(
    `INSERT INTO target (id, base_url, mapping, revision) VALUES (@id, @baseUrl, @mapping, @revision)
     ON CONFLICT (id) DO UPDATE SET base_url = excluded.base_url, mapping = excluded.mapping, revision = excluded.revision`,
  );
  const links = database
    .prepare("SELECT kind || ' ' || state, count(*) FROM link WHERE target = ? GROUP BY kind, state")
    .raw();
  const attentions = database
    .prepare("SELECT reason, count(*), min(since) FROM attention WHERE target = ? GROUP BY reason")
    .raw();
  const retries = database.prepare(
    `SELECT count(*) FILTER (WHERE due <= @now) AS due, count(*) FILTER (WHERE due > @now) AS later,
       min(due) FILTER (WHERE due > @now) AS nextAt
     FROM attention WHERE target = @target AND reason IN ('failed', 'quarantined', 'indeterminate')`,
  );
  const kept = database.prepare("SELECT links FROM target WHERE id = ?").pluck();
  const keep = database.prepare("UPDATE target SET links = ? WHERE id = ? AND links IS NOT ?");
  function countLinks(id: string): Readonly<Record<string, number>> {
    return Object.fromEntries(links.all(id) as [string, number][]);
  }
  function linksOf(id: string): Readonly<Record<string, number>> {
    const text = kept.get(id) as string | null | undefined;
    return typeof text === "string" ? (JSON.parse(text) as Record<string, number>) : countLinks(id);
  }
  return {
    target(id) {
      const row = find.get(id) as TargetRow | undefined;
      if (row === undefined) return undefined;
      const { unconfirmedSince, ...state } = row;
      return unconfirmedSince === null ? state : { ...state, unconfirmedSince };
    },
    putTarget: ({ id, baseUrl, mapping, revision }) => void put.run({ id, baseUrl, mapping, revision }),
    counts(id) {
      const rows = attentions.all(id) as [reason: string, count: number, since: number][];
      return {
        links: linksOf(id),
        attention: Object.fromEntries(rows.map(([reason, count]) => [reason, count])),
        oldest: Object.fromEntries(rows.map(([reason, , since]) => [reason, since])),
      };
    },
    retries(target, now) {
      const { due, later, nextAt } = retries.get({ target, now }) as Omit<Retries, "nextAt"> & {
        readonly nextAt: number | null;
      };
      return { due, later, ...(nextAt !== null && { nextAt }) };
    },
    keepCounts(id) {
      const text = JSON.stringify(linksOf(id));
      keep.run(text, id, text);
    },
  };
}

type TargetRow = Omit<TargetState, "unconfirmedSince"> & { readonly unconfirmedSince: number | null };
