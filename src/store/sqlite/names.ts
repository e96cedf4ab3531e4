import type { EntryId } from "../../plan/operation.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DoubleClaim, KeyedRename, TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

interface Names extends Pick<
  TargetStore,
  "claimNames" | "doubleClaims" | "noteRenames" | "dependentRenames" | "wantedOfGone"
> {
  /** Forgets what the planning at hand noted. */
  clearNames(): void;
}

/**
 * Which names users want, and who takes whose, in SQLite. Claims are gathered first and written together, in the order
 * of the names: a million names written as they come would touch pages all over the file.
 */
export function createNames(database: Database): Names {
  database.exec(
    `CREATE TEMP TABLE claiming (entry INTEGER PRIMARY KEY, name TEXT);
     CREATE TEMP TABLE renaming (entry INTEGER PRIMARY KEY, resource TEXT NOT NULL, before TEXT, after TEXT);
     CREATE INDEX temp.renaming_before ON renaming (resource, before)`,
  );
  const gather = database.prepare(
    "INSERT OR REPLACE INTO claiming SELECT value ->> 0, value ->> 1 FROM json_each(?)",
  );
  const rename = database.prepare("INSERT OR REPLACE INTO renaming VALUES (?, ?, ?, ?)");
  const given = "o.resource = r.resource AND o.before = r.after AND o.entry <> r.entry";
  const dependent = database.prepare(
    `SELECT r.entry, e.key, r.resource, r.before, r.after FROM renaming r CROSS JOIN entry e ON e.id = r.entry
     WHERE r.resource = ? AND r.before IS NOT NULL AND EXISTS (SELECT 1 FROM renaming o WHERE ${given}) ORDER BY e.key`,
  );
  const wanted = database
    .prepare(
      `SELECT o.entry FROM renaming r CROSS JOIN renaming o ON ${given} WHERE r.resource = ? AND o.after IS NULL`,
    )
    .pluck();
  const writeClaims = createClaimWriting(database);
  const doublesAmong = createDoubles(database);
  return {
    claimNames: (claims) =>
      void gather.run(JSON.stringify(claims.map(({ entry, name = null }) => [entry, name]))),
    doubleClaims(target) {
      writeClaims(target);
      return byName(doublesAmong(target));
    },
    noteRenames(renames) {
      for (const { entry, resource, before, after } of renames)
        rename.run(entry, resource, before ?? null, after ?? null);
    },
    dependentRenames: (resource) => dependent.all(resource) as KeyedRename[],
    wantedOfGone: (resource) => wanted.all(resource) as EntryId[],
    clearNames: () => void database.exec("DELETE FROM claiming; DELETE FROM renaming"),
  };
}

/** Of a million who want what they wanted before nothing is written. */
function createClaimWriting(database: Database): (target: string) => void {
  const unclaim = database.prepare(
    `DELETE FROM claimed_name WHERE target = ? AND entry IN (SELECT entry FROM claiming WHERE name IS NULL)`,
  );
  const claim = database.prepare(
    `INSERT INTO claimed_name (target, name, entry)
     SELECT @target, c.name, c.entry FROM claiming c
     LEFT JOIN claimed_name o ON o.target = @target AND o.entry = c.entry
     WHERE c.name IS NOT NULL AND o.name IS NOT c.name ORDER BY c.name
     ON CONFLICT (target, entry) DO UPDATE SET name = excluded.name`,
  );
  return (target) => {
    unclaim.run(target);
    claim.run({ target });
  };
}

/** With more claims than this it is quicker to go through all names once than to look each of them up. */
const many = 10_000;

/** Names that were claimed in this planning, and that several want. */
function createDoubles(database: Database): (target: string) => readonly DoubleRow[] {
  const count = database.prepare("SELECT count(*) FROM claiming").pluck();
  const whoever = `CROSS JOIN claimed_name c ON c.target = @target AND c.name = n.name
     CROSS JOIN entry e ON e.id = c.entry ORDER BY n.name, e.key`;
  const among = database.prepare(
    `SELECT n.name, c.entry, e.key FROM (
       SELECT t.name FROM claiming t CROSS JOIN claimed_name c ON c.target = @target AND c.name = t.name
       WHERE c.entry <> t.entry GROUP BY t.name) n ${whoever}`,
  );
  const everywhere = database.prepare(
    `SELECT n.name, c.entry, e.key FROM (
       SELECT d.name FROM (SELECT name FROM claimed_name WHERE target = @target GROUP BY name HAVING count(*) > 1) d
       WHERE EXISTS (SELECT 1 FROM claimed_name o CROSS JOIN claiming t ON t.entry = o.entry
         WHERE o.target = @target AND o.name = d.name)) n ${whoever}`,
  );
  return (target) => ((count.get() as number) > many ? everywhere : among).all({ target }) as DoubleRow[];
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
