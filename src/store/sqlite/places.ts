import type { Place } from "../../directory/seen-entries.ts";
import type { DirectoryStore } from "../directory-store.ts";
import type { Database } from "./open.ts";

/** Where records stand in their files, in SQLite: six bytes an entry, one look-up for one place. */
export function createPlaces(database: Database): Pick<DirectoryStore, "putPlaces" | "placeOf" | "places"> {
  const put = database.prepare(
    "INSERT OR REPLACE INTO place (kind, lines, files, names) VALUES (?, ?, ?, ?)",
  );
  const find = database.prepare(
    "SELECT substr(lines, @entry * 4 + 1, 4) AS line, substr(files, @entry * 2 + 1, 2) AS file, names FROM place WHERE kind = @kind",
  );
  const all = database.prepare("SELECT lines AS line, files AS file, names FROM place WHERE kind = ?");
  return {
    putPlaces: (kind, { lines, files, names }) => void put.run(kind, lines, files, JSON.stringify(names)),
    placeOf(kind, entry) {
      const row = find.get({ kind, entry }) as PlaceRow | undefined;
      return row === undefined ? undefined : placesIn(row)(0);
    },
    places(kind) {
      const row = all.get(kind) as PlaceRow | undefined;
      return row === undefined ? () => undefined : placesIn(row);
    },
  };
}

function placesIn({ line, file, names }: PlaceRow): (at: number) => Place | undefined {
  const lines = new Uint32Array(line.buffer.slice(line.byteOffset, line.byteOffset + line.byteLength));
  const files = new Uint16Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
  const called = JSON.parse(names) as readonly string[];
  return (at) => {
    const line = lines[at] ?? 0;
    return line === 0 ? undefined : { file: called[files[at] ?? 0] ?? "", line };
  };
}

interface PlaceRow {
  readonly line: Buffer;
  readonly file: Buffer;
  readonly names: string;
}
