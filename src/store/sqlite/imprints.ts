import type { DirectoryStore } from "../directory-store.ts";
import type { Database } from "./open.ts";

/** Imprints of entries in SQLite, as bytes in the order of this machine. Triggers drop them when an entry changes. */
export function createImprints(database: Database): Pick<DirectoryStore, "imprints" | "putImprints"> {
  const find = database.prepare("SELECT words FROM imprint WHERE kind = 'user'").pluck();
  const put = database.prepare("INSERT OR REPLACE INTO imprint (kind, words) VALUES ('user', ?)");
  return {
    imprints() {
      const bytes = find.get() as Buffer | undefined;
      if (bytes === undefined) return undefined;
      const aligned = bytes.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0 ? bytes : Buffer.from(bytes);
      return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.length / 4));
    },
    putImprints: (words) => void put.run(Buffer.from(words.buffer, words.byteOffset, words.byteLength)),
  };
}
