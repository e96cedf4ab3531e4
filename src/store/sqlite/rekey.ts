import type { EntryId } from "../../plan/operation.ts";
import type { EntryKind } from "../directory-store.ts";
import type { KeyPair, RekeyStore, Some } from "../rekey-store.ts";
import type { Database } from "./open.ts";

const shown = 10;

/**
 * Other keys for records, in SQLite. The number of an entry stays, and with it its links, seals and history. Where the new
 * key was read already, the directory knows a second entry, which gives what was read to the first.
 */
export function createRekeying(database: Database): RekeyStore {
  return {
    rekey(kind, pairs, now) {
      begin(database, kind, pairs);
      const collisions = some(database, collisionSql, kind);
      const unknown = some(database, "SELECT old AS text FROM temp.rekey WHERE entry IS NULL ORDER BY old");
      const uncovered = some(database, uncoveredSql, kind);
      const { renamed, merged } = database
        .prepare(
          "SELECT count(entry) AS renamed, count(other) AS merged FROM temp.rekey WHERE entry IS NOT NULL",
        )
        .get() as { readonly renamed: number; readonly merged: number };
      if (collisions.count === 0) apply(database, now, merged > 0);
      database.exec("DROP TABLE temp.rekey");
      return { renamed, merged, unknown, collisions, uncovered };
    },
  };
}

const idOf = (column: string) => `(SELECT id FROM entry e WHERE e.kind = ? AND e.key = ${column})`;

/** `entry`: who had the old key. `other`: an entry of the new key that is not given another one itself. */
function begin(database: Database, kind: EntryKind, pairs: Iterable<KeyPair>): void {
  database.exec(`DROP TABLE IF EXISTS temp.rekey;
    CREATE TEMP TABLE rekey (old TEXT PRIMARY KEY, new TEXT NOT NULL UNIQUE, entry INTEGER UNIQUE, other INTEGER)`);
  const add = database.prepare("INSERT INTO temp.rekey (old, new) VALUES (?, ?)");
  for (const { from, to } of pairs) if (from !== to) add.run(from, to);
  database.prepare(`UPDATE temp.rekey SET entry = ${idOf("old")}`).run(kind);
  database
    .prepare(
      `UPDATE temp.rekey SET other = ${idOf("new")}
       WHERE entry IS NOT NULL AND new NOT IN (SELECT old FROM temp.rekey)`,
    )
    .run(kind);
}

const isLinked = (entry: string) =>
  `EXISTS (SELECT 1 FROM target t CROSS JOIN link l ON l.target = t.id AND l.entry = ${entry})`;

/** Two who are both in the source are two people; and of two accounts neither can be given up unseen. */
const collisionSql = `
  SELECT r.old || ' cannot become ' || r.new || ', which ' || CASE
      WHEN ${isLinked("r.other")} THEN 'is linked itself'
      ELSE 'is in the source beside it' END AS text
  FROM temp.rekey r JOIN entry o ON o.id = r.other JOIN entry e ON e.id = r.entry
  WHERE e.kind = ? AND (${isLinked("r.other")} OR (o.present = 1 AND e.present = 1))
  ORDER BY r.old`;

const uncoveredSql = `
  SELECT e.key AS text FROM entry e
  WHERE e.kind = ? AND ${isLinked("e.id")}
    AND e.key NOT IN (SELECT old FROM temp.rekey) AND e.key NOT IN (SELECT new FROM temp.rekey) ORDER BY e.key`;

function some(database: Database, sql: string, ...values: readonly string[]): Some {
  const first: string[] = [];
  let count = 0;
  for (const { text } of database.prepare(sql).iterate(...values) as Iterable<{ readonly text: string }>) {
    count += 1;
    if (first.length < shown) first.push(text);
  }
  return { count, first };
}

function apply(database: Database, now: number, merges: boolean): void {
  if (merges) merge(database, now);
  // No source value can hold a NUL, so that nobody has a key of passage.
  database.exec(`
    UPDATE entry SET key = char(0) || id WHERE id IN (SELECT entry FROM temp.rekey);
    UPDATE entry SET key = (SELECT new FROM temp.rekey r WHERE r.entry = entry.id)
      WHERE id IN (SELECT entry FROM temp.rekey);`);
}

/** What was read under the new key goes to the entry of the old one; of the other a husk is left, for its history. */
function merge(database: Database, now: number): void {
  const pairs = database
    .prepare("SELECT entry, other, old FROM temp.rekey WHERE other IS NOT NULL ORDER BY entry")
    .all() as readonly Merged[];
  const husk = database.prepare(
    "UPDATE entry SET key = ?, present = 0, fingerprint = '', sources = '' WHERE id = ?",
  );
  const take = database.prepare(`UPDATE entry SET (present, fingerprint, revision, name, sources) =
      (SELECT o.present, o.fingerprint, o.revision, o.name, o.sources FROM entry o WHERE o.id = @other) WHERE id = @entry`);
  const move = createMove(database);
  const due = database.prepare(
    `INSERT OR REPLACE INTO attention (target, entry, reason, detail, since, due, attempts)
     SELECT target, entry, 'unfinished', 'has another key now', @now, @now, 0 FROM target t
     CROSS JOIN link l ON l.target = t.id WHERE l.entry = @entry`,
  );
  for (const { entry, other, old } of pairs) {
    take.run({ entry, other });
    move(entry, other);
    husk.run(`${old} (husk ${other})`, other);
    due.run({ entry, now });
  }
}

interface Merged {
  readonly entry: EntryId;
  readonly other: EntryId;
  readonly old: string;
}

/** Moves what was read of one entry to another, and forgets what targets thought of it. */
function createMove(database: Database): (entry: EntryId, other: EntryId) => void {
  const moved = [
    ["entry_attributes", "entry"],
    ["alias", "entry"],
    ["member_digest", '"group"'],
    ["membership", "member"],
    ["membership", '"group"'],
  ] as const;
  const moves = moved.flatMap(([table, column]) => [
    database.prepare(`DELETE FROM ${table} WHERE ${column} = @entry`),
    database.prepare(`UPDATE ${table} SET ${column} = @entry WHERE ${column} = @other`),
  ]);
  const drops = ["attention", "mapped_until", "reference", "claimed_name", "approval"].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE entry = @other`),
  );
  return (entry, other) => {
    for (const statement of [...moves, ...drops]) statement.run({ entry, other });
  };
}
