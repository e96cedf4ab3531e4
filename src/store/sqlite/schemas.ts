import type { EntryId } from "../../plan/operation.ts";
import type { RuleBreak } from "../../plan/rule-break.ts";
import type { ScimSchema } from "../../scim/schema.ts";
import type { SchemaStore, SeenSchemas } from "../schema-store.ts";
import type { Database } from "./open.ts";

/** Schemas of targets in SQLite. */
export function createSchemas(database: Database): SchemaStore {
  database.exec("CREATE TEMP TABLE breaking (entry INTEGER PRIMARY KEY, breaks TEXT NOT NULL)");
  const find = database.prepare(
    "SELECT base_url AS baseUrl, at, digest, schemas, applied, suspect FROM target_schemas WHERE target = ?",
  );
  const put = database.prepare("INSERT OR REPLACE INTO target_schemas VALUES (?, ?, ?, ?, ?, ?, ?)");
  const note = database.prepare("INSERT OR REPLACE INTO breaking VALUES (?, ?)");
  const page = database.prepare("SELECT entry, breaks FROM breaking WHERE entry > ? ORDER BY entry LIMIT ?");
  return {
    seen(target) {
      const row = find.get(target) as SeenRow | undefined;
      return row === undefined ? undefined : readSeen(row);
    },
    put(target, { baseUrl, at, digest, schemas, applied = null, suspect }) {
      put.run(target, baseUrl, at, digest, JSON.stringify(schemas), applied, JSON.stringify(suspect));
    },
    noteBreaks: (entry, breaks) => void note.run(entry, JSON.stringify(breaks)),
    broken: (after, limit) =>
      (page.all(after, limit) as BreakRow[]).map(({ entry, breaks }) => ({
        entry,
        breaks: JSON.parse(breaks) as readonly RuleBreak[],
      })),
    clearBreaks: () => void database.exec("DELETE FROM breaking"),
  };
}

interface SeenRow extends Pick<SeenSchemas, "baseUrl" | "at" | "digest"> {
  readonly schemas: string;
  readonly applied: string | null;
  readonly suspect: string;
}

function readSeen({ schemas, applied, suspect, ...row }: SeenRow): SeenSchemas {
  return {
    ...row,
    schemas: JSON.parse(schemas) as readonly ScimSchema[],
    ...(applied !== null && { applied }),
    suspect: JSON.parse(suspect) as readonly string[],
  };
}

interface BreakRow {
  readonly entry: EntryId;
  readonly breaks: string;
}
