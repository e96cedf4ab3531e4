import { hostname } from "node:os";
import { LockedError } from "../../errors.ts";
import { isoTime } from "../../clock.ts";
import type { Lock, LockHolder, SeenHolder } from "../lock.ts";
import type { Database } from "./open.ts";
import { identify } from "./process-identity.ts";

const beatEvery = 10_000;
/** A holder of whom the system here tells nothing, and that has not beaten for so long, is gone. */
const staleElsewhere = 5 * 60_000;
/** Where only the number of a process is known, it may have passed to another program after a restart. */
const staleHere = 6 * 3_600_000;

interface LockRow extends SeenHolder {
  /** See `ProcessIdentity`; empty where it was not to be had. */
  readonly space: string;
  readonly start: string;
}

/**
 * Takes the lock of the state file, or throws `LockedError` naming who holds it. A dead holder's is taken over.
 * `command` is shown to others.
 */
export function takeLock(database: Database, now: () => number, command: string): Lock {
  const { space, start } = identify(process.pid) ?? { space: "", start: "" };
  const mine = { pid: process.pid, host: hostname(), since: now(), command, space, start };
  write(database, mine);
  const whichIsMine = "WHERE name = 'run' AND pid = @pid AND host = @host AND since = @since";
  const beat = database.prepare(`UPDATE lock SET heartbeat = @at ${whichIsMine}`);
  const find = database.prepare(`SELECT 1 FROM lock ${whichIsMine}`);
  const remove = database.prepare(`DELETE FROM lock ${whichIsMine}`);
  const { pid, host, since } = mine;
  const key = { pid, host, since };
  const timer = setInterval(() => {
    if (!database.inTransaction) attempt(() => beat.run({ ...key, at: now() }));
  }, beatEvery);
  timer.unref();
  return {
    confirm() {
      if (find.get(key) === undefined) throw lostTo(readHolder(database));
    },
    release() {
      clearInterval(timer);
      if (database.open) attempt(() => remove.run(key));
    },
  };
}

/** Who has the lock now; undefined when nobody has it, or a dead process. */
export function seeHolder(database: Database, now: number): SeenHolder | undefined {
  const row = readHolder(database);
  const { space } = identify(process.pid) ?? { space: "" };
  if (row === undefined || !isHeld(row, { host: hostname(), space, since: now })) return undefined;
  const { pid, host, command, since, heartbeat } = row;
  return { pid, host, command, since, heartbeat };
}

/** A full disk takes no sign of life, and the lock of a process that is over is free in any case. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // Whoever writes something that matters hears of it.
  }
}

function write(database: Database, mine: Omit<LockRow, "heartbeat">): void {
  const put = database.prepare(
    `INSERT OR REPLACE INTO lock (name, pid, host, command, space, start, since, heartbeat)
     VALUES ('run', @pid, @host, @command, @space, @start, @since, @since)`,
  );
  const take = database.transaction(() => {
    const row = readHolder(database);
    if (row !== undefined && isHeld(row, mine)) throw lockedBy(row, mine.host);
    put.run(mine);
  });
  try {
    take.immediate();
  } catch (error) {
    // A run in the middle of reading its source keeps the whole file to itself.
    if ((error as { code?: string }).code !== "SQLITE_BUSY") throw error;
    const row = readHolder(database);
    if (row !== undefined) throw lockedBy(row, mine.host);
    throw new LockedError("another run is writing to the state file; wait for it to end", { cause: error });
  }
}

function readHolder(database: Database): LockRow | undefined {
  return database.prepare("SELECT * FROM lock WHERE name = 'run'").get() as LockRow | undefined;
}

function describe({ pid, host, since, command }: LockHolder): string {
  return `process ${pid} on ${host}, since ${isoTime(since)}${command === "" ? "" : ` (${command})`}`;
}

function lockedBy(row: LockRow, here: string): LockedError {
  const seen = isoTime(row.heartbeat);
  const free = isoTime(row.heartbeat + staleElsewhere);
  const advice =
    row.host === here
      ? `if it hangs, end it (kill ${row.pid}): the lock is free then`
      : `it was last heard of at ${seen}; should that machine be gone, the lock is free from ${free} on`;
  return new LockedError(
    `another run holds the state file: ${describe(row)}; wait for it to end, or ${advice}`,
  );
}

function lostTo(row: LockRow | undefined): LockedError {
  const who = row === undefined ? "another run, which is over" : describe(row);
  return new LockedError(
    `this run gave no sign of life for so long (was this machine asleep, or the process suspended?) that its lock went to ${who}; it ends without sending or writing anything more: run again`,
  );
}

/** Time decides only where the system cannot tell: clocks jump. A sign of life from the future is none. */
function isHeld(
  row: LockRow,
  { host, space, since: now }: Pick<LockRow, "host" | "space" | "since">,
): boolean {
  const silent = Math.abs(now - row.heartbeat);
  if (row.host !== host) return silent < staleElsewhere;
  if (row.space === "" || space === "") return silent < staleHere && isAlive(row.pid);
  if (row.space !== space) return silent < staleElsewhere;
  return isAlive(row.pid) && identify(row.pid)?.start === row.start;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
