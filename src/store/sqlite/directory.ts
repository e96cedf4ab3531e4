import type { EntryId } from "../../plan/operation.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { DirectoryStore, EntryKind, KnownEntry, Reading } from "../directory-store.ts";
import { createAliases } from "./aliases.ts";
import { createGroupView } from "./group-view.ts";
import { createMemberships } from "./memberships.ts";
import { createPlaces } from "./places.ts";
import { createValueCounts } from "./value-counts.ts";
import type { Database } from "./open.ts";

/** The copy of the directory in SQLite. */
export function createDirectoryStore(database: Database): DirectoryStore {
  const find = database.prepare(
    `SELECT e.id, e.key, e.present, e.fingerprint, e.sources FROM json_each(?) j CROSS JOIN entry e ON e.kind = ? AND e.key = j.value`,
  );
  const put = database.prepare(
    `INSERT INTO entry (kind, key, present, fingerprint, revision, name, sources) VALUES (?, ?, 1, ?, ?, ?, ?)
     ON CONFLICT (kind, key) DO UPDATE SET present = 1, fingerprint = excluded.fingerprint,
       revision = excluded.revision, name = excluded.name, sources = excluded.sources RETURNING id`,
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
  const sourcesOf = database
    .prepare("SELECT e.sources FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value")
    .pluck();
  const lastReading = database.prepare("SELECT * FROM reading ORDER BY revision DESC LIMIT 1");
  const addReading = database.prepare(
    `INSERT INTO reading (revision, at, fingerprint, users, groups, memberships, dangling, detail)
     VALUES (@revision, @at, @fingerprint, @users, @groups, @memberships, @dangling, @detail)`,
  );
  const keys = database
    .prepare("SELECT e.key FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value")
    .pluck();
  const attributes = database
    .prepare(
      "SELECT a.attributes FROM entry e JOIN entry_attributes a ON a.entry = e.id WHERE e.id = ? AND e.present = 1",
    )
    .pluck();
  const entriesOf = database.prepare(
    `SELECT e.id AS entry, e.key, e.name, CASE e.present WHEN 1 THEN a.attributes END AS attributes
     FROM entry e LEFT JOIN entry_attributes a ON a.entry = e.id
     WHERE e.kind = @kind AND e.id > @after AND (@revision = 0 OR e.revision = @revision) ORDER BY e.id LIMIT @limit`,
  );
  const aliases = createAliases(database);
  return {
    ...createMemberships(database),
    ...aliases,
    ...createValueCounts(database),
    ...createPlaces(database),
    ...createGroupView(database),
    lastReading: () => toReading(lastReading.get() as ReadingRow | undefined),
    addReading({ sources, dynamicGroups, ...counts }) {
      addReading.run({ ...counts, detail: JSON.stringify({ sources, dynamicGroups }) });
    },
    find(kind, keys) {
      const rows = find.all(JSON.stringify(keys), kind) as EntryRow[];
      return new Map(rows.map((row) => [row.key, { ...row, present: row.present === 1 }]));
    },
    put(kind, entry, revision) {
      const { key, fingerprint, name = null, sources } = entry;
      const { id } = put.get(kind, key, fingerprint, revision, name, sources) as { id: EntryId };
      putAttributes.run(id, JSON.stringify(entry.attributes));
      aliases.setAliases(id, entry.aliases);
      return id;
    },
    countPresent: (kind: EntryKind) => countPresent.get(kind) as number,
    presentIds: (kind, after, limit) => presentIds.all(kind, after, limit) as EntryId[],
    sourcesOf: (ids) => sourcesOf.all(JSON.stringify(ids)) as string[],
    markGone(ids, revision) {
      markGone.run(revision, JSON.stringify(ids));
      aliases.dropAliases(ids);
    },
    entriesOf(kind, revision, after, limit) {
      const wanted = { kind, revision: revision === "all" ? 0 : revision, after, limit };
      return (entriesOf.all(wanted) as ListedRow[]).map(({ name, attributes, ...row }) => ({
        ...row,
        name: name ?? undefined,
        attributes: attributes === null ? undefined : (JSON.parse(attributes) as Attributes),
      }));
    },
    keys: (entries) => keys.all(JSON.stringify(entries)) as SourceKey[],
    attributes(entry) {
      const text = attributes.get(entry) as string | undefined;
      return text === undefined ? undefined : (JSON.parse(text) as Attributes);
    },
  };
}

interface ReadingRow extends Omit<Reading, "sources" | "dynamicGroups"> {
  readonly detail: string;
}

function toReading(row: ReadingRow | undefined): Reading | undefined {
  if (row === undefined) return undefined;
  const { detail, ...counts } = row;
  const known = JSON.parse(detail) as Partial<Pick<Reading, "sources" | "dynamicGroups">>;
  const { sources = [], dynamicGroups = { fingerprint: "" } } = known;
  return { ...counts, sources, dynamicGroups };
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
