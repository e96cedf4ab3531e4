import type { EntryId } from "../../plan/operation.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { DirectoryStore, EntryKind, KnownEntry, Reading } from "../directory-store.ts";
import { createMemberships } from "./memberships.ts";
import type { Database } from "./open.ts";

/** The copy of the directory in SQLite. */
export function createDirectoryStore(database: Database): DirectoryStore {
  const find = database.prepare(
    `SELECT e.id, e.key, e.present, e.fingerprint FROM json_each(?) j CROSS JOIN entry e ON e.kind = ? AND e.key = j.value`,
  );
  const put = database.prepare(
    `INSERT INTO entry (kind, key, present, fingerprint, revision, name) VALUES (?, ?, 1, ?, ?, ?)
     ON CONFLICT (kind, key) DO UPDATE SET present = 1, fingerprint = excluded.fingerprint,
       revision = excluded.revision, name = excluded.name RETURNING id`,
  );
  const putAttributes = database.prepare(
    "INSERT OR REPLACE INTO entry_attributes (entry, attributes) VALUES (?, ?)",
  );
  const countPresent = database.prepare("SELECT count(*) FROM entry WHERE kind = ? AND present = 1").pluck();
  const presentIds = database
    .prepare("SELECT id FROM entry WHERE kind = ? AND present = 1 AND id > ? ORDER BY id LIMIT ?")
    .pluck();
  const markGone = database.prepare(
    "UPDATE entry SET present = 0, fingerprint = '', revision = ? WHERE id IN (SELECT value FROM json_each(?))",
  );
  const lastReading = database.prepare("SELECT * FROM reading ORDER BY revision DESC LIMIT 1");
  const addReading = database.prepare(
    `INSERT INTO reading (revision, at, fingerprint, users, groups, memberships, dangling)
     VALUES (@revision, @at, @fingerprint, @users, @groups, @memberships, @dangling)`,
  );
  const keys = database
    .prepare("SELECT e.key FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value")
    .pluck();
  const attributes = database
    .prepare(
      "SELECT a.attributes FROM entry e JOIN entry_attributes a ON a.entry = e.id WHERE e.id = ? AND e.present = 1",
    )
    .pluck();
  return {
    ...createMemberships(database),
    lastReading: () => lastReading.get() as Reading | undefined,
    addReading: (reading) => void addReading.run(reading),
    find(kind, keys) {
      const rows = find.all(JSON.stringify(keys), kind) as EntryRow[];
      return new Map(rows.map((row) => [row.key, { ...row, present: row.present === 1 }]));
    },
    put(kind, entry, revision) {
      const { id } = put.get(kind, entry.key, entry.fingerprint, revision, entry.name ?? null) as {
        id: EntryId;
      };
      putAttributes.run(id, JSON.stringify(entry.attributes));
      return id;
    },
    countPresent: (kind: EntryKind) => countPresent.get(kind) as number,
    presentIds: (kind, after, limit) => presentIds.all(kind, after, limit) as EntryId[],
    markGone: (ids, revision) => void markGone.run(revision, JSON.stringify(ids)),
    keys: (entries) => keys.all(JSON.stringify(entries)) as SourceKey[],
    attributes(entry) {
      const text = attributes.get(entry) as string | undefined;
      return text === undefined ? undefined : (JSON.parse(text) as Attributes);
    },
  };
}

interface EntryRow extends Omit<KnownEntry, "present"> {
  readonly key: SourceKey;
  readonly present: 0 | 1;
}
