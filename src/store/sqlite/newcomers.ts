import type { Newcomer, TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

interface Newcomers extends Pick<
  TargetStore,
  "noteNewcomers" | "countNewcomers" | "newcomers" | "admit" | "hasAccounts" | "countLeaving"
> {
  /** Forgets what the planning at hand noted. */
  clearNewcomers(): void;
}

/** Users who come to be wanted in this run, and those who begin to leave, in SQLite. */
export function createNewcomers(database: Database): Newcomers {
  database.exec("CREATE TEMP TABLE newcomer (entry INTEGER PRIMARY KEY)");
  const note = database.prepare("INSERT OR IGNORE INTO newcomer SELECT value FROM json_each(?)");
  // Whoever was taken back since, for a name that two want or a rule of the target's, arrives no more.
  const arriving =
    "FROM newcomer n CROSS JOIN moving v ON v.entry = n.entry AND v.move = 'arriving' CROSS JOIN entry e ON e.id = n.entry";
  const count = database.prepare(`SELECT count(*) ${arriving}`).pluck();
  const all = database.prepare(
    `SELECT n.entry, e.key ${arriving} WHERE n.entry > ? ORDER BY n.entry LIMIT ?`,
  );
  const admit = database.prepare("DELETE FROM newcomer WHERE entry = ?");
  const accounts = database
    .prepare(
      "SELECT count(*) FROM (SELECT 1 FROM link INDEXED BY link_state WHERE target = ? AND kind = 'user' LIMIT ?)",
    )
    .pluck();
  const leaving = database
    .prepare(
      "SELECT count(*) FROM link WHERE target = ? AND leaving_since >= ? AND kind = 'user' AND state = 'active'",
    )
    .pluck();
  return {
    noteNewcomers: (users) => void note.run(JSON.stringify(users)),
    countNewcomers: () => count.get() as number,
    newcomers: (after, limit) => all.all(after, limit) as Newcomer[],
    admit: (entry) => void admit.run(entry),
    hasAccounts: (target, atLeast) => (accounts.get(target, atLeast) as number) >= atLeast,
    countLeaving: (target, since) => leaving.get(target, since) as number,
    clearNewcomers: () => void database.exec("DELETE FROM newcomer"),
  };
}
