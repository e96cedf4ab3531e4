import type { Link } from "../../plan/link.ts";
import type { Drifted, ObservedStore, OwnedLink } from "../observed-store.ts";
import { linkColumns, linkOf, type LinkValues } from "./links.ts";
import type { Database } from "./open.ts";

interface DriftedRow extends Omit<Drifted, "drift"> {
  readonly drift: string;
}

/** What was seen at a target, in a temporary table: there may be a million of them. */
export function createObserved(database: Database): ObservedStore {
  database.exec("CREATE TEMP TABLE observed (entry INTEGER PRIMARY KEY, drift TEXT)");
  const owned = `SELECT l.entry, ${linkColumns} FROM`;
  const linksOf = database
    .prepare(
      `${owned} json_each(@ids) j
     CROSS JOIN link l ON l.target = @target AND l.kind = @kind AND l.scim_id = j.value`,
    )
    .raw();
  const note = database.prepare("INSERT OR REPLACE INTO observed VALUES (?, ?)");
  const isUnseen = `l.target = @target AND l.kind = @kind AND l.state = 'active'
     AND NOT EXISTS (SELECT 1 FROM observed o WHERE o.entry = l.entry)`;
  const next = "AND l.entry > @after ORDER BY l.entry LIMIT @limit";
  const unseen = database.prepare(`${owned} link l WHERE ${isUnseen} ${next}`).raw();
  const seen = database
    .prepare(
      `${owned} link l WHERE l.target = @target AND l.kind = @kind AND l.state = 'active'
       AND EXISTS (SELECT 1 FROM observed o WHERE o.entry = l.entry) ${next}`,
    )
    .raw();
  const wasSeen = database.prepare("SELECT 1 FROM observed WHERE entry = ?").pluck();
  const countUnseen = database.prepare(`SELECT count(*) FROM link l WHERE ${isUnseen}`).pluck();
  const drifted = database.prepare(
    `SELECT o.entry, o.drift FROM observed o
     CROSS JOIN link l ON l.target = @target AND l.entry = o.entry AND l.kind = @kind
     WHERE o.drift IS NOT NULL AND o.entry > @after ORDER BY o.entry LIMIT @limit`,
  );
  const countDrifted = database
    .prepare(
      `SELECT count(*) FROM observed o CROSS JOIN link l ON l.target = ? AND l.entry = o.entry AND l.kind = ?
       WHERE o.drift IS NOT NULL`,
    )
    .pluck();
  return {
    clear: () => void database.exec("DELETE FROM observed"),
    linksOf(target, kind, ids) {
      const rows = linksOf.all({ target, kind, ids: JSON.stringify(ids) }) as LinkValues[];
      return new Map(rows.map((row) => [row[1], ownedLink(row)]));
    },
    note(sightings) {
      for (const { entry, drift } of sightings)
        note.run(entry, drift === undefined ? null : JSON.stringify(drift));
    },
    unseen: (target, kind, after, limit) =>
      (unseen.all({ target, kind, after, limit }) as LinkValues[]).map(ownedLink),
    seen: (target, kind, after, limit) =>
      (seen.all({ target, kind, after, limit }) as LinkValues[]).map(ownedLink),
    wasSeen: (entry) => wasSeen.get(entry) !== undefined,
    countUnseen: (target, kind) => countUnseen.get({ target, kind }) as number,
    drifted: (target, kind, after, limit) =>
      (drifted.all({ target, kind, after, limit }) as DriftedRow[]).map(({ entry, drift }) => ({
        entry,
        drift: JSON.parse(drift) as Link,
      })),
    countDrifted: (target, kind) => countDrifted.get(target, kind) as number,
  };
}

function ownedLink(row: LinkValues): OwnedLink {
  return { entry: row[0], link: linkOf(row) };
}
