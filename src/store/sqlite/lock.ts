import { hostname } from "node:os";
import { LockedError } from "../../errors.ts";
import { isoTime } from "../../clock.ts";
import type { Lock, LockHolder } from "../lock.ts";
import type { Database } from "./open.ts";

const beatEvery = 10_000;
/** A holder that has not beaten for so long is gone, even if a process of its number lives. */
const staleAfter = 5 * 60_000;

interface LockRow extends LockHolder {
  readonly heartbeat: number;
}

/** Takes the lock of the state file, or throws `LockedError` naming who holds it. A dead holder's is taken over. */
export function takeLock(database: Database, now: () => number): Lock {
  const mine = { pid: process.pid, host: hostname() };
  database
    .transaction(() => {
      const row = database
        .prepare("SELECT pid, host, since, heartbeat FROM lock WHERE name = 'run'")
        .get() as LockRow | undefined;
      if (row !== undefined && isHeld(row, now())) throw lockedBy(row);
      database
        .prepare("INSERT OR REPLACE INTO lock (name, pid, host, since, heartbeat) VALUES ('run', ?, ?, ?, ?)")
        .run(mine.pid, mine.host, now(), now());
    })
    .immediate();
  const beat = database.prepare("UPDATE lock SET heartbeat = ? WHERE name = 'run' AND pid = ? AND host = ?");
  const timer = setInterval(() => {
    if (!database.inTransaction) beat.run(now(), mine.pid, mine.host);
  }, beatEvery);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      if (!database.open) return;
      database
        .prepare("DELETE FROM lock WHERE name = 'run' AND pid = ? AND host = ?")
        .run(mine.pid, mine.host);
    },
  };
}

function lockedBy(row: LockRow): LockedError {
  return new LockedError(
    `another run holds the state file: process ${row.pid} on ${row.host}, since ${isoTime(row.since)}; wait for it to end`,
  );
}

function isHeld(row: LockRow, now: number): boolean {
  if (now - row.heartbeat > staleAfter) return false;
  return row.host !== hostname() || isAlive(row.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
