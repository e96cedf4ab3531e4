import type { EntryId } from "../../plan/operation.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { DirectoryStore, EntryKind, KnownEntry } from "../directory-store.ts";
import type { Database } from "./open.ts";

type Writing = Pick<DirectoryStore, "find" | "countPresent" | "presentIds" | "sourcesOf"> & {
  putEntry: DirectoryStore["put"];
  markAbsent(ids: readonly EntryId[], revision: number): void;
};
type Reading = Pick<DirectoryStore, "entriesOf" | "keys" | "attributes" | "changedAfter">;

/** Entries as a read meets and writes them, in SQLite. */
export function createEntries(database: Database): Writing & Reading {
  const find = database.prepare(
    `SELECT e.id, e.key, e.present, e.fingerprint, e.sources FROM json_each(?) j CROSS JOIN entry e ON e.kind = ? AND e.key = j.value`,
  );
  // A statement that finds out by itself whether the key is there takes half as long again.
  const insert = database.prepare(
    "INSERT INTO entry (kind, key, present, fingerprint, revision, name, sources) VALUES (?, ?, 1, ?, ?, ?, ?)",
  );
  const update = database.prepare(
    "UPDATE entry SET present = 1, fingerprint = ?, revision = ?, name = ?, sources = ? WHERE id = ?",
  );
  const insertAttributes = database.prepare("INSERT INTO entry_attributes (entry, attributes) VALUES (?, ?)");
  const putAttributes = database.prepare(
    "INSERT OR REPLACE INTO entry_attributes (entry, attributes) VALUES (?, ?)",
  );
  // Both counts come out of an index: going through a million rows takes ten times as long.
  const countPresent = database
    .prepare(
      `SELECT (SELECT count(*) FROM entry INDEXED BY entry_revision WHERE kind = @kind)
         - (SELECT count(*) FROM entry INDEXED BY entry_absent WHERE +kind = @kind AND present = 0)`,
    )
    .pluck();
  // For the plus see the entries below.
  const presentIds = database
    .prepare("SELECT id FROM entry WHERE +kind = ? AND present = 1 AND id > ? ORDER BY id LIMIT ?")
    .pluck();
  const markGone = database.prepare(
    "UPDATE entry SET present = 0, fingerprint = '', revision = ? WHERE id IN (SELECT value FROM json_each(?))",
  );
  // Nobody asks for them any more: what need not be kept of people is not.
  const dropAttributes = database.prepare(
    "DELETE FROM entry_attributes WHERE entry IN (SELECT value FROM json_each(?))",
  );
  const sourcesOf = database
    .prepare("SELECT e.sources FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value")
    .pluck();
  return {
    ...createEntryListing(database),
    find(kind, keys) {
      const rows = find.all(JSON.stringify(keys), kind) as EntryRow[];
      return new Map(rows.map((row) => [row.key, { ...row, present: row.present === 1 }]));
    },
    putEntry(kind, { key, fingerprint, name = null, sources, attributes }, revision, known) {
      const text = JSON.stringify(attributes);
      if (known !== undefined) {
        update.run(fingerprint, revision, name, sources, known);
        // Of a placeholder there are none.
        putAttributes.run(known, text);
        return known;
      }
      const id = Number(insert.run(kind, key, fingerprint, revision, name, sources).lastInsertRowid);
      insertAttributes.run(id, text);
      return id;
    },
    countPresent: (kind: EntryKind) => countPresent.get({ kind }) as number,
    presentIds: (kind, after, limit) => presentIds.all(kind, after, limit) as EntryId[],
    sourcesOf: (ids) => sourcesOf.all(JSON.stringify(ids)) as string[],
    markAbsent(ids, revision) {
      const list = JSON.stringify(ids);
      markGone.run(revision, list);
      dropAttributes.run(list);
    },
  };
}

/** Entries as others look at them. */
function createEntryListing(database: Database): Reading {
  const keys = database
    .prepare("SELECT e.key FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value")
    .pluck();
  const attributes = database
    .prepare(
      "SELECT a.attributes FROM entry e JOIN entry_attributes a ON a.entry = e.id WHERE e.id = ? AND e.present = 1",
    )
    .pluck();
  const changedAfter = database
    .prepare(
      `SELECT key FROM entry WHERE kind = 'user' AND revision > @revision
       UNION ALL SELECT key FROM entry WHERE kind = 'group' AND revision > @revision LIMIT @limit`,
    )
    .pluck();
  const listed = `SELECT e.id AS entry, e.key, e.name, CASE e.present WHEN 1 THEN a.attributes END AS attributes
     FROM entry e LEFT JOIN entry_attributes a ON a.entry = e.id`;
  // The plus keeps the optimizer from an index by kind, which would sort all of a kind anew for each page.
  const allEntries = database.prepare(`${listed} WHERE +e.kind = ? AND e.id > ? ORDER BY e.id LIMIT ?`);
  const entriesAt = database.prepare(
    `${listed} WHERE e.kind = ? AND e.revision = ? AND e.id > ? ORDER BY e.id LIMIT ?`,
  );
  return {
    entriesOf(kind, revision, after, limit) {
      const rows =
        revision === "all" ? allEntries.all(kind, after, limit) : entriesAt.all(kind, revision, after, limit);
      return (rows as ListedRow[]).map(({ name, attributes, ...row }) => ({
        ...row,
        name: name ?? undefined,
        attributes: attributes === null ? undefined : (JSON.parse(attributes) as Attributes),
      }));
    },
    changedAfter: (revision, limit) => changedAfter.all({ revision, limit }) as SourceKey[],
    keys: (entries) => keys.all(JSON.stringify(entries)) as SourceKey[],
    attributes(entry) {
      const text = attributes.get(entry) as string | undefined;
      return text === undefined ? undefined : (JSON.parse(text) as Attributes);
    },
  };
}

interface ListedRow {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly name: string | null;
  readonly attributes: string | null;
}

interface EntryRow extends Omit<KnownEntry, "present"> {
  readonly key: SourceKey;
  readonly present: 0 | 1;
}
