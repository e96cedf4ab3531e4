import { randomBytes } from "node:crypto";
import type { Database } from "./open.ts";

/** Gives the key of the state file that seals secrets, and makes one where there is none yet. */
export function createSealKey(database: Database): () => string {
  const find = database.prepare("SELECT value FROM meta WHERE name = 'seal key'").pluck();
  const make = database.prepare("INSERT INTO meta (name, value) VALUES ('seal key', ?)");
  return () => {
    const known = find.get() as string | undefined;
    if (known !== undefined) return known;
    const key = randomBytes(32).toString("base64url");
    make.run(key);
    return key;
  };
}
