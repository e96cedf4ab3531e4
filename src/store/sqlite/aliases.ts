import type { EntryId } from "../../plan/operation.ts";
import type { Alias } from "../../source/alias.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DirectoryStore } from "../directory-store.ts";
import type { Database } from "./open.ts";

interface Aliases extends Pick<
  DirectoryStore,
  "usersByAlias" | "keyByAlias" | "groupsOfMovedAliases" | "touchReferrersOfAliases"
> {
  setAliases(entry: EntryId, aliases: readonly Alias[]): void;
  dropAliases(entries: readonly EntryId[]): void;
}

/**
 * Other names of entries, in SQLite. For the read at hand `moved` collects the entries whose memberships may mean
 * somebody else now: who lost an alias, and who stood for one that was given. An alias that nobody has is the key of
 * its placeholder.
 */
export function createAliases(database: Database): Aliases {
  database.exec("CREATE TEMP TABLE moved (entry INTEGER PRIMARY KEY)");
  database.exec("CREATE TEMP TABLE referring (entry INTEGER PRIMARY KEY)");
  const namesOf = database.prepare("SELECT name FROM alias WHERE entry = ?").pluck();
  const lose = database.prepare(
    "DELETE FROM alias WHERE entry = ? AND name IN (SELECT value FROM json_each(?))",
  );
  const gain = database.prepare("INSERT INTO alias SELECT value, @entry FROM json_each(@aliases)");
  const dropAll = database.prepare("DELETE FROM alias WHERE entry IN (SELECT value FROM json_each(?))");
  const moved = database.prepare("INSERT OR IGNORE INTO moved VALUES (?)");
  const movedHolders = database.prepare(movedByGift);
  const movedLosers = database.prepare(
    `INSERT OR IGNORE INTO moved
     SELECT DISTINCT a.entry FROM json_each(?) j CROSS JOIN alias a ON a.entry = j.value`,
  );
  const referring = database.prepare(
    `INSERT OR IGNORE INTO referring SELECT r.entry FROM json_each(?) j CROSS JOIN target t
     CROSS JOIN reference r ON r.target = t.id AND r.key = j.value`,
  );
  const groupsOfMoved = database
    .prepare(`SELECT DISTINCT m."group" FROM moved v CROSS JOIN membership m ON m.member = v.entry`)
    .pluck();
  const touch = database.prepare(touchReferrers);

  function give(entry: EntryId, aliases: string): void {
    movedHolders.run({ entry, aliases });
    referring.run(aliases);
    gain.run({ entry, aliases });
  }
  function take(entry: EntryId, aliases: string): void {
    moved.run(entry);
    lose.run(entry, aliases);
  }
  return {
    ...createAliasLookup(database),
    setAliases(entry, aliases) {
      const before = namesOf.all(entry) as Alias[];
      const lost = before.filter((alias) => !aliases.includes(alias));
      const given = aliases.filter((alias) => !before.includes(alias));
      if (lost.length > 0) take(entry, JSON.stringify(lost));
      if (given.length > 0) give(entry, JSON.stringify([...new Set(given)]));
    },
    dropAliases(entries) {
      const list = JSON.stringify(entries);
      movedLosers.run(list);
      dropAll.run(list);
    },
    groupsOfMovedAliases: () => groupsOfMoved.all() as EntryId[],
    touchReferrersOfAliases(revision) {
      touch.run(revision);
      database.exec("DELETE FROM moved; DELETE FROM referring");
    },
  };
}

/** Whoever stood for an alias until now: its placeholder, and others who have it as well. */
const movedByGift = `
  INSERT OR IGNORE INTO moved
  SELECT e.id FROM json_each(@aliases) j CROSS JOIN entry e ON e.kind = 'user' AND e.key = j.value
  UNION ALL
  SELECT a.entry FROM json_each(@aliases) j CROSS JOIN alias a ON a.name = j.value WHERE a.entry <> @entry`;

/** Who refers to an entry that lost an alias may have meant it by that; who waits for one that was given has it now. */
const touchReferrers = `
  UPDATE entry SET revision = ? WHERE id IN (
    SELECT r.entry FROM moved v CROSS JOIN entry e ON e.id = v.entry
    CROSS JOIN target t CROSS JOIN reference r ON r.target = t.id AND r.key = e.key
    UNION SELECT entry FROM referring)`;

type Lookup = Pick<DirectoryStore, "usersByAlias" | "keyByAlias">;

function createAliasLookup(database: Database): Lookup {
  const byAlias = database.prepare(
    `SELECT j.value AS alias, e.id, e.key FROM json_each(?) j CROSS JOIN alias a ON a.name = j.value
     CROSS JOIN entry e ON e.id = a.entry AND e.kind = 'user' AND e.present = 1 ORDER BY e.id`,
  );
  function owners(aliases: readonly Alias[]): readonly AliasRow[] {
    return byAlias.all(JSON.stringify(aliases)) as AliasRow[];
  }
  return {
    usersByAlias(aliases, ambiguous) {
      const found = new Map<Alias, AliasRow>();
      for (const row of owners(aliases)) {
        const first = found.get(row.alias);
        if (first === undefined) found.set(row.alias, row);
        else ambiguous({ alias: row.alias, keys: [first.key, row.key] });
      }
      return new Map([...found].map(([alias, { id }]) => [alias, id]));
    },
    keyByAlias(alias) {
      const found = owners([alias]);
      return found.length === 1 ? found[0]?.key : undefined;
    },
  };
}

interface AliasRow {
  readonly alias: Alias;
  readonly id: EntryId;
  readonly key: SourceKey;
}
