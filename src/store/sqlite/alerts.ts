import type { AlertStore } from "../alert-store.ts";
import type { Database } from "./open.ts";

/** What channels were told, in SQLite. The table has the name that alerts had when it was made. */
export function createAlerts(database: Database): AlertStore {
  const one = database.prepare("SELECT told FROM notice WHERE channel = ? AND subject = ?").pluck();
  const put = database.prepare("INSERT OR REPLACE INTO notice VALUES (?, ?, ?)");
  const forgetOthers = database.prepare(
    "DELETE FROM notice WHERE channel NOT IN (SELECT value FROM json_each(?)) AND channel NOT GLOB 'program:*'",
  );
  return {
    told: (channel, subject) => one.get(channel, subject) as string | undefined,
    tell: (channel, subject, told) => void put.run(channel, subject, told),
    keepOnly: (channels) => void forgetOthers.run(JSON.stringify(channels)),
  };
}
