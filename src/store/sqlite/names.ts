import type { EntryId } from "../../plan/operation.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DoubleClaim, KeyedRename, TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

interface Names extends Pick<
  TargetStore,
  "claimNames" | "doubleClaims" | "noteRenames" | "dependentRenames"
> {
  /** Forgets what the planning at hand noted. */
  clearNames(): void;
}

/** Which names users want, and who takes whose, in SQLite. */
export function createNames(database: Database): Names {
  database.exec(
    `CREATE TEMP TABLE claiming (name TEXT PRIMARY KEY) WITHOUT ROWID;
     CREATE TEMP TABLE renaming (entry INTEGER PRIMARY KEY, before TEXT NOT NULL, after TEXT NOT NULL);
     CREATE INDEX temp.renaming_before ON renaming (before)`,
  );
  const claim = database.prepare(
    `INSERT INTO claimed_name (target, name, entry) VALUES (@target, @name, @entry)
     ON CONFLICT (target, entry) DO UPDATE SET name = excluded.name`,
  );
  const unclaim = database.prepare("DELETE FROM claimed_name WHERE target = ? AND entry = ?");
  const note = database.prepare("INSERT OR IGNORE INTO claiming VALUES (?)");
  const doubles = database.prepare(
    `SELECT n.name, c.entry, e.key FROM (
       SELECT t.name FROM claiming t CROSS JOIN claimed_name c ON c.target = @target AND c.name = t.name
       GROUP BY t.name HAVING count(*) > 1) n
     CROSS JOIN claimed_name c ON c.target = @target AND c.name = n.name
     CROSS JOIN entry e ON e.id = c.entry ORDER BY n.name, e.key`,
  );
  const rename = database.prepare("INSERT OR REPLACE INTO renaming VALUES (@entry, @before, @after)");
  const dependent = database.prepare(
    `SELECT r.entry, e.key, r.before, r.after FROM renaming r CROSS JOIN entry e ON e.id = r.entry
     WHERE EXISTS (SELECT 1 FROM renaming o WHERE o.before = r.after AND o.entry <> r.entry) ORDER BY e.key`,
  );
  return {
    claimNames(target, claims) {
      for (const { entry, name } of claims) {
        if (name === undefined) unclaim.run(target, entry);
        else {
          claim.run({ target, entry, name });
          note.run(name);
        }
      }
    },
    doubleClaims: (target) => byName(doubles.all({ target }) as DoubleRow[]),
    noteRenames: (renames) => renames.forEach((one) => rename.run(one)),
    dependentRenames: () => dependent.all() as KeyedRename[],
    clearNames: () => void database.exec("DELETE FROM claiming; DELETE FROM renaming"),
  };
}

interface DoubleRow {
  readonly name: string;
  readonly entry: EntryId;
  readonly key: SourceKey;
}

function byName(rows: readonly DoubleRow[]): readonly DoubleClaim[] {
  const names = new Map<string, { entry: EntryId; key: SourceKey }[]>();
  for (const { name, entry, key } of rows) names.set(name, [...(names.get(name) ?? []), { entry, key }]);
  return [...names].map(([name, users]) => ({ name, users }));
}
