import type { DirectoryStore } from "../directory-store.ts";
import { createAliases } from "./aliases.ts";
import { createEntries } from "./entries.ts";
import { createGroupView } from "./group-view.ts";
import { createImprints } from "./imprints.ts";
import { createMemberMoves } from "./member-moves.ts";
import { createMemberships } from "./memberships.ts";
import type { Database } from "./open.ts";
import { createPlaces } from "./places.ts";
import { createReadings } from "./readings.ts";
import { createValueCounts } from "./value-counts.ts";

/** The copy of the directory in SQLite. */
export function createDirectoryStore(database: Database): DirectoryStore {
  const entries = createEntries(database);
  const aliases = createAliases(database);
  return {
    ...createReadings(database),
    ...createPlaces(database),
    ...createImprints(database),
    ...entries,
    ...aliases,
    ...createMemberships(database),
    ...createMemberMoves(database),
    ...createGroupView(database),
    ...createValueCounts(database),
    put(kind, entry, revision, known) {
      const id = entries.putEntry(kind, entry, revision, known);
      if (known !== undefined || entry.aliases.length > 0) aliases.setAliases(id, entry.aliases);
      return id;
    },
    markGone(ids, revision) {
      entries.markAbsent(ids, revision);
      aliases.dropAliases(ids);
    },
  };
}
