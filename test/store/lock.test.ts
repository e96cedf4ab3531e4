import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { LockedError } from "../../src/errors.ts";
import { identify } from "../../src/store/sqlite/process-identity.ts";
import { dump, stateFile, store } from "./state-file.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const minute = 60_000;
const year = 365 * 24 * 60 * minute;
/** Where the system does not tell who is who, numbers of processes have to do. */
const self = identify(process.pid) ?? { space: "", start: "" };
const tells = self.space !== "";

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly heartbeat: number;
  readonly space?: string;
  readonly start?: string;
}

/** A state file whose lock somebody holds, or died with. */
function heldBy({ pid, host, heartbeat, space = "", start = "" }: Holder): string {
  const file = stateFile();
  store(file);
  const database = new Sqlite(file);
  database
    .prepare(
      "INSERT INTO lock (name, pid, host, since, heartbeat, command, space, start) VALUES ('run', ?, ?, ?, ?, 'sync', ?, ?)",
    )
    .run(pid, host, now - 10 * minute, heartbeat, space, start);
  database.close();
  return file;
}

/** The number of a process that is over. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

/** A store whose lock was taken over. */
function lost() {
  const file = stateFile();
  const one = store(file);
  one.lock(() => now, "sync");
  const database = new Sqlite(file);
  database.exec("UPDATE lock SET pid = 1, host = 'elsewhere'");
  database.close();
  return { file, one };
}

describe("the lock of a state file", () => {
  test("is held by one at a time, and says who has it", () => {
    const file = stateFile();
    const lock = store(file).lock(() => now, "sync");
    const attempt = () => store(file).lock(() => now, "sync");
    expect(attempt).toThrow(LockedError);
    expect(attempt).toThrow(`process ${process.pid} on ${hostname()}, since 2026-11-22T12:00:00.000Z`);
    lock.release();
    attempt().release();
    expect(dump(file)["lock"]).toEqual([]);
  });
  test("its holder is seen by others while it writes", async () => {
    const file = stateFile();
    const one = store(file);
    const lock = one.lock(() => now, "sync");
    await one.transaction(() => {
      expect(store(file).holder(now)).toMatchObject({ pid: process.pid, command: "sync", since: now });
      return Promise.resolve();
    });
    lock.release();
    expect(store(file).holder(now)).toBeUndefined();
  });
  test("even the same store cannot take it twice", () => {
    const one = store();
    one.lock(() => now, "sync");
    expect(() => one.lock(() => now, "sync")).toThrow(LockedError);
  });

  const holders: readonly { what: string; holder: Holder; held: boolean }[] = [
    {
      what: "a living process here",
      holder: { pid: process.pid, host: hostname(), heartbeat: now },
      held: true,
    },
    {
      what: "a living process of somebody else",
      holder: { pid: 1, host: hostname(), heartbeat: now },
      held: true,
    },
    {
      what: "a dead process here",
      holder: { pid: deadPid(), host: hostname(), heartbeat: now },
      held: false,
    },
    {
      what: "a living process here that reads a large source, and so has no turn to beat",
      holder: { pid: process.pid, host: hostname(), heartbeat: now - 60 * minute },
      held: true,
    },
    {
      what: "a living number, silent for longer than any run",
      holder: { pid: process.pid, host: hostname(), heartbeat: now - 7 * 60 * minute },
      held: false,
    },
    {
      what: "a process here that is known to be the very one, however long it is silent",
      holder: { pid: process.pid, host: hostname(), heartbeat: now - year, ...self },
      held: true,
    },
    {
      what: "a process here that has the number of one that is over",
      holder: { pid: process.pid, host: hostname(), heartbeat: now, ...self, start: "1" },
      held: false,
    },
    {
      what: "a process of another container here, heard of lately",
      holder: { pid: deadPid(), host: hostname(), heartbeat: now - minute, ...self, space: "boot pid:[7]" },
      held: true,
    },
    {
      what: "a process of another container here, or of before a restart, long silent",
      holder: {
        pid: process.pid,
        host: hostname(),
        heartbeat: now - 6 * minute,
        ...self,
        space: "boot pid:[7]",
      },
      held: false,
    },
    {
      what: "another host whose sign of life came when a clock was a year ahead",
      holder: { pid: 1, host: "elsewhere", heartbeat: now + year },
      held: false,
    },
    {
      what: "another host whose clock is a little ahead",
      holder: { pid: 1, host: "elsewhere", heartbeat: now + minute },
      held: true,
    },
    {
      what: "another host, heard of lately",
      holder: { pid: 1, host: "elsewhere", heartbeat: now - 4 * minute },
      held: true,
    },
    {
      what: "another host, long silent",
      holder: { pid: 1, host: "elsewhere", heartbeat: now - 6 * minute },
      held: false,
    },
  ];
  test.each(holders)("$what: held is $held", ({ holder, held }) => {
    if ("start" in holder && !tells) return;
    const file = heldBy(holder);
    const { pid, host, heartbeat } = holder;
    const seen = { pid, host, heartbeat, command: "sync", since: now - 10 * minute };
    expect(store(file).holder(now)).toEqual(held ? seen : undefined);
    if (held) expect(() => store(file).lock(() => now, "sync")).toThrow(LockedError);
    else {
      const lock = store(file).lock(() => now, "sync");
      expect(dump(file)["lock"]).toMatchObject([
        { pid: process.pid, host: hostname(), since: now, heartbeat: now },
      ]);
      lock.release();
    }
  });

  test("releasing one that was taken over meanwhile does not free it", () => {
    const file = stateFile();
    const lost = store(file).lock(() => now, "sync");
    const database = new Sqlite(file);
    database.exec("UPDATE lock SET pid = 1, host = 'elsewhere'");
    database.close();
    lost.release();
    expect(dump(file)["lock"]).toMatchObject([{ pid: 1, host: "elsewhere" }]);
  });
  test("a holder elsewhere is named, with what it does, and when the lock is free should it be gone", () => {
    const file = heldBy({ pid: 7, host: "elsewhere", heartbeat: now - minute });
    const attempt = () => store(file).lock(() => now, "plan");
    expect(attempt).toThrow("process 7 on elsewhere, since 2026-11-22T11:50:00.000Z (sync)");
    expect(attempt).toThrow("last heard of at 2026-11-22T11:59:00.000Z");
    expect(attempt).toThrow("the lock is free from 2026-11-22T12:04:00.000Z on");
  });
  test("a holder here is named with the way to end it", () => {
    const file = heldBy({ pid: process.pid, host: hostname(), heartbeat: now, ...self });
    expect(() => store(file).lock(() => now, "plan")).toThrow(`end it (kill ${process.pid})`);
  });

  describe("once it was taken over", () => {
    const taken = /its lock went to process 1 on elsewhere.*ends without sending or writing anything more/;

    test("no request may leave", () => {
      expect(() => lost().one.refuseUnsound()).toThrow(taken);
    });
    test("nothing is written, in whatever form of transaction", async () => {
      const { file, one } = lost();
      const before = dump(file);
      const write = () => one.runs.start({ id: "r1", target: "app", mode: "sync", startedAt: 1 });
      expect(() => one.atOnce(write)).toThrow(taken);
      await expect(one.together(write)).rejects.toThrow(taken);
      await expect(one.transaction(() => Promise.resolve(write()))).rejects.toThrow(taken);
      expect(dump(file)).toEqual(before);
    });
  });

  test("releasing after the store was closed does no harm", () => {
    const one = store();
    const lock = one.lock(() => now, "sync");
    one.close();
    expect(() => lock.release()).not.toThrow();
  });
});
