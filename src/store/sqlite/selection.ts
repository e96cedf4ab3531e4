import type { Attention } from "../../plan/attention.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../directory-store.ts";
import type { Selection, TargetStore } from "../target-store.ts";
import { attentionColumns, type AttentionRow, readAttention } from "./attentions.ts";
import { linkColumns, linkOf, type LinkValues } from "./links.ts";
import type { Database } from "./open.ts";

type Selecting = Pick<TargetStore, "select" | "unknownKeys" | "selected" | "groupsOf">;

/** Finds the records that need thought, and reads them page by page. */
export function createSelection(database: Database): Selecting {
  database.exec(
    "CREATE TEMP TABLE selected (kind TEXT, entry INTEGER, PRIMARY KEY (kind, entry)) WITHOUT ROWID",
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
    selected: createPages(database),
    groupsOf(users) {
      const groups = new Map<EntryId, string[]>(users.map((user) => [user, []]));
      for (const { user, name } of groupsOf.all(JSON.stringify(users)) as { user: EntryId; name: string }[]) {
        groups.get(user)?.push(name);
      }
      return groups;
    },
  };
}

/**
 * Reads pages. Links and attentions are asked for a page at a time: on a first run nobody has one, and a row of many
 * empty columns costs more than all the rest of a record.
 */
function createPages(database: Database): Selecting["selected"] {
  const records = database
    .prepare(
      `SELECT s.entry, e.key, e.name, CASE e.present WHEN 1 THEN a.attributes END
       FROM selected s CROSS JOIN entry e ON e.id = s.entry LEFT JOIN entry_attributes a ON a.entry = e.id
       WHERE s.kind = ? AND s.entry > ? ORDER BY s.entry LIMIT ?`,
    )
    .raw();
  const links = database
    .prepare(
      `SELECT l.entry, ${linkColumns} FROM selected s CROSS JOIN link l ON l.target = @target AND l.entry = s.entry
       WHERE s.kind = @kind AND s.entry > @after AND s.entry <= @last`,
    )
    .raw();
  const attentions = database.prepare(
    `SELECT a.entry, ${attentionColumns}
     FROM selected s CROSS JOIN attention a ON a.target = @target AND a.entry = s.entry
     WHERE s.kind = @kind AND s.entry > @after AND s.entry <= @last`,
  );
  return (kind, target, after, limit) => {
    const rows = records.all(kind, after, limit) as RecordRow[];
    const page = { kind, target, after, last: rows.at(-1)?.[0] ?? after };
    const linked = new Map((links.all(page) as LinkValues[]).map((row) => [row[0], linkOf(row)]));
    const noted = new Map((attentions.all(page) as NotedRow[]).map((row) => [row.entry, attentionOf(row)]));
    return rows.map(([entry, key, name, attributes]) => ({
      entry,
      key,
      name: name ?? undefined,
      attributes: attributes === null ? undefined : (JSON.parse(attributes) as Attributes),
      link: linked.get(entry),
      attention: noted.get(entry),
    }));
  };
}

type RecordRow = readonly [entry: EntryId, key: SourceKey, name: string | null, attributes: string | null];

interface NotedRow extends AttentionRow {
  readonly entry: EntryId;
}

function attentionOf({ entry: _entry, ...attention }: NotedRow): Attention {
  return readAttention(attention);
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
  if (typeof which === "object" && "unlinked" in which) {
    return kind === "group" ? 0 : selectUnlinked(database, { target, revision, now }, which.unlinked);
  }
  if (typeof which === "object") {
    if ((which.kind ?? kind) !== kind) return 0;
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

/** Where users without an account are looked for; whoever was thought about before and is in scope has an attention. */
const unlinkedAmong = {
  all: "SELECT id FROM entry WHERE kind = 'user' AND present = 1",
  changed: `SELECT id FROM entry WHERE kind = 'user' AND revision > @revision
    UNION SELECT entry FROM attention WHERE target = @target
    UNION SELECT entry FROM mapped_until WHERE target = @target AND until <= @now`,
  keys: "SELECT e.id FROM json_each(@keys) j CROSS JOIN entry e ON e.key = j.value",
} as const;

function selectUnlinked(
  database: Database,
  about: Pick<Selection, "target" | "revision" | "now">,
  among: "all" | "changed" | readonly string[],
): number {
  const candidates = unlinkedAmong[typeof among === "string" ? among : "keys"];
  const keys = typeof among === "string" ? null : JSON.stringify(among);
  return database
    .prepare(
      `INSERT OR IGNORE INTO selected (kind, entry) SELECT e.kind, e.id FROM (${candidates}) x
       CROSS JOIN entry e ON e.id = x.id AND e.kind = 'user'
       WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.target = @target AND l.entry = e.id)`,
    )
    .run({ ...about, keys }).changes;
}
