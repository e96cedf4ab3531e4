import type { AttentionReason } from "../../plan/attention.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../directory-store.ts";
import type { EntryView, Selection, TargetStore } from "../target-store.ts";
import { readAttention } from "./attentions.ts";
import { linkColumns, type LinkRow, readLink } from "./links.ts";
import type { Database } from "./open.ts";

type Selecting = Pick<TargetStore, "select" | "unknownKeys" | "selected" | "groupsOf">;

/** Finds the records that need thought, and reads them page by page. */
export function createSelection(database: Database): Selecting {
  database.exec(
    "CREATE TEMP TABLE selected (kind TEXT, entry INTEGER, PRIMARY KEY (kind, entry)) WITHOUT ROWID",
  );
  const page = database.prepare(
    `SELECT s.entry, e.key, e.name, e.present, a.attributes, ${linkColumns}, t.reason, t.detail, t.code,
            t.since AS noted, t.due, t.attempts
     FROM selected s CROSS JOIN entry e ON e.id = s.entry
     LEFT JOIN entry_attributes a ON a.entry = e.id
     LEFT JOIN link l ON l.target = @target AND l.entry = e.id
     LEFT JOIN attention t ON t.target = @target AND t.entry = e.id
     WHERE s.kind = @kind AND s.entry > @after ORDER BY s.entry LIMIT @limit`,
  );
  const groupsOf = database.prepare(
    `WITH RECURSIVE up (user, id) AS (
       SELECT j.value, m."group" FROM json_each(?) j CROSS JOIN membership m ON m.member = j.value
       UNION
       SELECT up.user, m."group" FROM up CROSS JOIN membership m ON m.member = up.id
     )
     SELECT up.user, e.name FROM up CROSS JOIN entry e ON e.id = up.id AND e.present = 1 ORDER BY up.user, e.name`,
  );
  return {
    select: (kind, selection) => select(database, kind, selection),
    unknownKeys: (keys) =>
      database
        .prepare(
          "SELECT value FROM json_each(?) j WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.key = j.value)",
        )
        .pluck()
        .all(JSON.stringify(keys)) as string[],
    selected: (kind, target, after, limit) =>
      (page.all({ kind, target, after, limit }) as PageRow[]).map(readView),
    groupsOf(users) {
      const groups = new Map<EntryId, string[]>(users.map((user) => [user, []]));
      for (const { user, name } of groupsOf.all(JSON.stringify(users)) as { user: EntryId; name: string }[]) {
        groups.get(user)?.push(name);
      }
      return groups;
    },
  };
}

function select(database: Database, kind: EntryKind, { target, which, revision, now }: Selection): number {
  database.prepare("DELETE FROM selected WHERE kind = ?").run(kind);
  const insert = "INSERT OR IGNORE INTO selected (kind, entry)";
  if (which === "all") {
    // Whoever is gone and has neither account nor attention needs no thought in any mode.
    return database
      .prepare(
        `${insert} SELECT kind, id FROM entry e WHERE kind = @kind
         AND (present = 1 OR EXISTS (SELECT 1 FROM link WHERE target = @target AND entry = e.id)
           OR EXISTS (SELECT 1 FROM attention WHERE target = @target AND entry = e.id))`,
      )
      .run({ kind, target }).changes;
  }
  if (typeof which === "object") {
    return database
      .prepare(
        `${insert} SELECT e.kind, e.id FROM json_each(@keys) j CROSS JOIN entry e ON e.key = j.value WHERE e.kind = @kind`,
      )
      .run({ kind, keys: JSON.stringify(which.keys) }).changes;
  }
  const noted = `${insert} SELECT e.kind, e.id FROM attention a CROSS JOIN entry e ON e.id = a.entry AND e.kind = @kind
     WHERE a.target = @target AND a.due <= @now`;
  if (which === "affected") {
    const affected = `${noted} AND a.reason IN ('waiting', 'unfinished')`;
    return database.prepare(affected).run({ kind, target, now }).changes;
  }
  const changed = database
    .prepare(`${insert} SELECT kind, id FROM entry WHERE kind = @kind AND revision > @revision`)
    .run({ kind, revision }).changes;
  const timed = database.prepare(`${insert} SELECT e.kind, e.id FROM mapped_until u
     CROSS JOIN entry e ON e.id = u.entry AND e.kind = @kind WHERE u.target = @target AND u.until <= @now`);
  return (
    changed +
    database.prepare(noted).run({ kind, target, now }).changes +
    timed.run({ kind, target, now }).changes
  );
}

interface PageRow extends LinkRow {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly name: string | null;
  readonly present: 0 | 1;
  readonly attributes: string | null;
  readonly reason: AttentionReason | null;
  readonly detail: string;
  readonly code: string | null;
  readonly noted: number;
  readonly due: number;
  readonly attempts: number;
}

function readView(row: PageRow): EntryView {
  return {
    entry: row.entry,
    key: row.key,
    name: row.name ?? undefined,
    attributes:
      row.present === 1 && row.attributes !== null ? (JSON.parse(row.attributes) as Attributes) : undefined,
    link: row.scimId === null ? undefined : readLink(row),
    attention: row.reason === null ? undefined : readAttention({ ...noted(row), reason: row.reason }),
  };
}

function noted({ detail, code, noted: since, due, attempts }: PageRow) {
  return { detail, code, since, due, attempts };
}
