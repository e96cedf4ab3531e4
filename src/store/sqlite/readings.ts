import type { DirectoryStore, Reading } from "../directory-store.ts";
import type { Database } from "./open.ts";

/** Accepted reads, in SQLite. */
export function createReadings(database: Database): Pick<DirectoryStore, "lastReading" | "addReading"> {
  const lastReading = database.prepare("SELECT * FROM reading ORDER BY revision DESC LIMIT 1");
  const addReading = database.prepare(
    `INSERT INTO reading (revision, at, fingerprint, users, groups, memberships, dangling, detail)
     VALUES (@revision, @at, @fingerprint, @users, @groups, @memberships, @dangling, @detail)`,
  );
  return {
    lastReading: () => toReading(lastReading.get() as ReadingRow | undefined),
    addReading({ sources, dynamicGroups, ...counts }) {
      addReading.run({ ...counts, detail: JSON.stringify({ sources, dynamicGroups }) });
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
