import type { Alias } from "../../source/alias.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { MergeStore, RepeatedKey, StagedPart } from "../merge-store.ts";
import type { Database } from "./open.ts";

/** Records put aside in a temporary table, which SQLite keeps in a file of its own. */
export function createMerging(database: Database): MergeStore {
  database.exec(
    `CREATE TEMP TABLE part (
       kind TEXT, key TEXT, "order" INTEGER, source TEXT, file TEXT, line INTEGER,
       fingerprint TEXT, aliases TEXT, attributes TEXT, name TEXT, PRIMARY KEY (kind, key, "order")
     ) WITHOUT ROWID`,
  );
  const insert = database.prepare(
    `INSERT INTO part VALUES (@kind, @key, @order, @source, @file, @line, @fingerprint, @aliases, @attributes, @name)
     ON CONFLICT DO NOTHING`,
  );
  const first = database.prepare('SELECT file, line FROM part WHERE kind = ? AND key = ? AND "order" = ?');
  // Whole keys only: the last one is cut off where the page ends.
  const page = database.prepare(
    `SELECT * FROM part WHERE kind = @kind AND key > @after AND key <= (
       SELECT max(key) FROM (
         SELECT DISTINCT key FROM part WHERE kind = @kind AND key > @after ORDER BY key LIMIT @limit))
     ORDER BY key, "order"`,
  );
  return {
    stageParts(source, order, batch) {
      const kind = batch.kind === "users" ? "user" : "group";
      const repeated: RepeatedKey[] = [];
      for (const record of batch.records) {
        const { key, line, fingerprint } = record;
        const { changes } = insert.run({
          kind,
          key,
          order,
          source,
          file: batch.file,
          line,
          fingerprint,
          aliases: JSON.stringify(record.aliases),
          attributes: JSON.stringify(record.attributes()),
          name: "name" in record ? record.name : null,
        });
        if (changes === 0)
          repeated.push({ key, line, first: first.get(kind, key, order) as RepeatedKey["first"] });
      }
      return repeated;
    },
    stagedParts: (kind, after, limit) => (page.all({ kind, after, limit }) as PartRow[]).map(toPart),
    clearParts: () => void database.exec("DELETE FROM part"),
  };
}

interface PartRow {
  readonly key: SourceKey;
  readonly source: string;
  readonly file: string;
  readonly line: number;
  readonly fingerprint: string;
  readonly aliases: string;
  readonly attributes: string;
  readonly name: string | null;
}

function toPart({ aliases, attributes, name, ...row }: PartRow): StagedPart {
  return {
    ...row,
    aliases: JSON.parse(aliases) as Alias[],
    attributes: JSON.parse(attributes) as Attributes,
    ...(name !== null && { name }),
  };
}
