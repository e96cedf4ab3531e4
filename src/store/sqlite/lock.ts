import { hostname } from "node:os";
import { LockedError } from "../../errors.ts";
import { isoTime } from "../../clock.ts";
import type { Lock, LockHolder } from "../lock.ts";
import type { Database } from "./open.ts";

const beatEvery = 10_000;
/** A holder on another host that has not beaten for so long is gone. */
const staleElsewhere = 5 * 60_000;
/** On this host the process tells, but its number may have passed to another program after a restart. */
const staleHere = 6 * 3_600_000;

interface LockRow extends LockHolder {
  readonly heartbeat: number;
}

/** Takes the lock of the state file, or throws `LockedError` naming who holds it. A dead holder's is taken over. */
export function takeLock(database: Database, now: () => number): Lock {
  const mine = { pid: process.pid, host: hostname() };
  write(database, mine, now());
  const beat = database.prepare("UPDATE lock SET heartbeat = ? WHERE name = 'run' AND pid = ? AND host = ?");
  const timer = setInterval(() => {
    if (!database.inTransaction) beat.run(now(), mine.pid, mine.host);
  }, beatEvery);
  timer.unref();
  const remove = database.prepare("DELETE FROM lock WHERE name = 'run' AND pid = ? AND host = ?");
  return {
    release() {
      clearInterval(timer);
      if (database.open) remove.run(mine.pid, mine.host);
    },
  };
}

function write(database: Database, mine: Pick<LockHolder, "pid" | "host">, now: number): void {
  const find = database.prepare("SELECT pid, host, since, heartbeat FROM lock WHERE name = 'run'");
  const put = database.prepare(
    "INSERT OR REPLACE INTO lock (name, pid, host, since, heartbeat) VALUES ('run', @pid, @host, @now, @now)",
  );
  const take = database.transaction(() => {
    const row = find.get() as LockRow | undefined;
    if (row !== undefined && isHeld(row, now)) throw lockedBy(row);
    put.run({ ...mine, now });
  });
  try {
    take.immediate();
  } catch (error) {
    // A run in the middle of reading its source keeps the whole file to itself.
    if ((error as { code?: string }).code !== "SQLITE_BUSY") throw error;
    throw new LockedError("another run is writing to the state file; wait for it to end", { cause: error });
  }
}

function lockedBy(row: LockRow): LockedError {
  return new LockedError(
    `another run holds the state file: process ${row.pid} on ${row.host}, since ${isoTime(row.since)}; wait for it to end`,
  );
}

function isHeld(row: LockRow, now: number): boolean {
  const silent = now - row.heartbeat;
  return row.host === hostname() ? silent < staleHere && isAlive(row.pid) : silent < staleElsewhere;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
