import type { DirectoryStore } from "../directory-store.ts";
import type { Database } from "./open.ts";

/** Where records stand in their files, in SQLite: six bytes an entry, one look-up for one place. */
export function createPlaces(database: Database): Pick<DirectoryStore, "putPlaces" | "placeOf"> {
  const put = database.prepare(
    "INSERT OR REPLACE INTO place (kind, lines, files, names) VALUES (?, ?, ?, ?)",
  );
  const find = database.prepare(
    "SELECT substr(lines, @entry * 4 + 1, 4) AS line, substr(files, @entry * 2 + 1, 2) AS file, names FROM place WHERE kind = @kind",
  );
  return {
    putPlaces: (kind, { lines, files, names }) => void put.run(kind, lines, files, JSON.stringify(names)),
    placeOf(kind, entry) {
      const row = find.get({ kind, entry }) as PlaceRow | undefined;
      if (row === undefined || row.line.length < 4) return undefined;
      const [line = 0] = new Uint32Array(row.line.buffer.slice(row.line.byteOffset, row.line.byteOffset + 4));
      const [file = 0] = new Uint16Array(row.file.buffer.slice(row.file.byteOffset, row.file.byteOffset + 2));
      return line === 0 ? undefined : { file: (JSON.parse(row.names) as string[])[file] ?? "", line };
    },
  };
}

interface PlaceRow {
  readonly line: Buffer;
  readonly file: Buffer;
  readonly names: string;
}
