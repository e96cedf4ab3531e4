import type { RunRecord, RunStore } from "../run-store.ts";
import type { Chain } from "./chain.ts";
import type { Database } from "./open.ts";

/** The runs in SQLite. */
export function createRuns(database: Database, chain: Chain): RunStore {
  const start = database.prepare(
    "INSERT INTO run (id, target, mode, started_at, salt) VALUES (@id, @target, @mode, @startedAt, randomblob(16))",
  );
  const finish = database.prepare("UPDATE run SET finished_at = ?, exit_code = ?, report = ? WHERE id = ?");
  const targetOf = database.prepare("SELECT target FROM run WHERE id = ?").pluck();
  const find = database.prepare("SELECT * FROM run WHERE id = ?");
  const latest = database.prepare(
    "SELECT * FROM run WHERE @target IS NULL OR target = @target ORDER BY started_at DESC, id DESC LIMIT @limit",
  );
  const endedWith = database
    .prepare(
      `SELECT started_at FROM run WHERE target = ? AND started_at <= ?
         AND exit_code IN (SELECT value FROM json_each(?)) ORDER BY started_at DESC LIMIT 1`,
    )
    .pluck();
  return {
    start: ({ id, target, mode, startedAt }) => void start.run({ id, target, mode, startedAt }),
    finish: database.transaction((id: string, finishedAt: number, exitCode: number, report: string) => {
      finish.run(finishedAt, exitCode, report, id);
      chain.chainRun(id, targetOf.get(id) as string, finishedAt);
    }),
    find(id) {
      const row = find.get(id) as RunRow | undefined;
      return row === undefined ? undefined : readRun(row);
    },
    lastEndedWith: (target, exitCodes, until) =>
      endedWith.get(target, until, JSON.stringify([...exitCodes])) as number | undefined,
    latest: (target, limit) => (latest.all({ target: target ?? null, limit }) as RunRow[]).map(readRun),
  };
}

interface RunRow {
  readonly id: string;
  readonly target: string;
  readonly mode: string;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly exit_code: number | null;
  readonly report: string | null;
}

function readRun(row: RunRow): RunRecord {
  return {
    id: row.id,
    target: row.target,
    mode: row.mode,
    startedAt: row.started_at,
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    ...(row.exit_code === null ? {} : { exitCode: row.exit_code }),
    ...(row.report === null ? {} : { report: row.report }),
  };
}
