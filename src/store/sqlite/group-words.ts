import type { EntryId } from "../../plan/operation.ts";
import type { GroupWord, GroupWordStore, LetGo, PausedGroup } from "../group-word-store.ts";
import type { Database } from "./open.ts";

/** Words about groups in SQLite: few, and of most groups none. */
export function createGroupWords(database: Database): GroupWordStore {
  const find = database.prepare(
    `SELECT link_to AS linkTo, let_go AS letGo, paused_since AS pausedSince FROM group_word
     WHERE target = ? AND entry = ?`,
  );
  const put = database.prepare(
    `INSERT INTO group_word (target, entry, link_to, let_go, paused_since) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (target, entry) DO UPDATE SET link_to = excluded.link_to, let_go = excluded.let_go,
       paused_since = excluded.paused_since`,
  );
  const linkedBy = database
    .prepare("SELECT linked_by FROM group_word WHERE target = ? AND entry = ?")
    .pluck();
  const noteLinked = database.prepare(
    `INSERT INTO group_word (target, entry, linked_by) VALUES (?, ?, ?)
     ON CONFLICT (target, entry) DO UPDATE SET linked_by = excluded.linked_by`,
  );
  const paused = database.prepare(
    `SELECT e.key, coalesce(e.name, e.key) AS name, w.paused_since AS since
     FROM group_word w CROSS JOIN entry e ON e.id = w.entry
     WHERE w.target = ? AND w.paused_since IS NOT NULL ORDER BY 2, 1 LIMIT ?`,
  );
  const countPaused = database
    .prepare("SELECT count(*) FROM group_word WHERE target = ? AND paused_since IS NOT NULL")
    .pluck();
  return {
    word(target, entry) {
      const row = find.get(target, entry) as WordRow | undefined;
      return row === undefined ? undefined : readWord(row);
    },
    setWord(target, entry, { linkTo = null, letGo, pausedSince = null }) {
      put.run(target, entry, linkTo, letGo === undefined ? null : JSON.stringify(letGo), pausedSince);
    },
    linkedBy: (target: string, entry: EntryId) =>
      (linkedBy.get(target, entry) as string | null | undefined) ?? undefined,
    noteLinked: (target, entry, to) => void noteLinked.run(target, entry, to),
    paused(target, limit) {
      const count = countPaused.get(target) as number;
      return { count, groups: count === 0 ? [] : (paused.all(target, limit) as PausedGroup[]) };
    },
  };
}

/** A word as its row has it. */
export interface WordRow {
  readonly linkTo: Exclude<GroupWord["linkTo"], undefined> | null;
  /** JSON text. */
  readonly letGo: string | null;
  readonly pausedSince: number | null;
}

export function readWord({ linkTo, letGo, pausedSince }: WordRow): GroupWord {
  return {
    ...(linkTo === null ? {} : { linkTo }),
    ...(letGo === null ? {} : { letGo: JSON.parse(letGo) as LetGo }),
    ...(pausedSince === null ? {} : { pausedSince }),
  };
}
