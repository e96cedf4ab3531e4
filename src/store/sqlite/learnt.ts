import type { LearntFact, LearntStore } from "../learnt-store.ts";
import type { Database } from "./open.ts";

interface LearntRow extends LearntFact {
  readonly name: string;
}

/** Learnt facts in SQLite. */
export function createLearnt(database: Database): LearntStore {
  const all = database.prepare("SELECT name, value, at FROM learnt WHERE target = ? AND basis = ?");
  const put = database.prepare("INSERT OR REPLACE INTO learnt VALUES (?, ?, ?, ?, ?)");
  const forgetOne = database.prepare("DELETE FROM learnt WHERE target = ? AND name = ?");
  const forgetOthers = database.prepare("DELETE FROM learnt WHERE target = ? AND basis <> ?");
  return {
    learnt(target, basis) {
      const rows = all.all(target, basis) as LearntRow[];
      return new Map(rows.map(({ name, value, at }) => [name, { value, at }]));
    },
    learn(target, basis, name, { value, at }) {
      forgetOthers.run(target, basis);
      put.run(target, name, basis, value, at);
    },
    forget: (target, name) => void forgetOne.run(target, name),
  };
}
