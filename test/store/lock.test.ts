import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { LockedError } from "../../src/errors.ts";
import { dump, stateFile, store } from "./state-file.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const minute = 60_000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly heartbeat: number;
}

/** A state file whose lock somebody holds, or died with. */
function heldBy({ pid, host, heartbeat }: Holder): string {
  const file = stateFile();
  store(file);
  const database = new Sqlite(file);
  database
    .prepare("INSERT INTO lock (name, pid, host, since, heartbeat) VALUES ('run', ?, ?, ?, ?)")
    .run(pid, host, now - 10 * minute, heartbeat);
  database.close();
  return file;
}

/** The number of a process that is over. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("the lock of a state file", () => {
  test("is held by one at a time, and says who has it", () => {
    const file = stateFile();
    const lock = store(file).lock(() => now);
    const attempt = () => store(file).lock(() => now);
    expect(attempt).toThrow(LockedError);
    expect(attempt).toThrow(`process ${process.pid} on ${hostname()}, since 2026-11-22T12:00:00.000Z`);
    lock.release();
    attempt().release();
    expect(dump(file)["lock"]).toEqual([]);
  });
  test("even the same store cannot take it twice", () => {
    const one = store();
    one.lock(() => now);
    expect(() => one.lock(() => now)).toThrow(LockedError);
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
    const file = heldBy(holder);
    if (held) expect(() => store(file).lock(() => now)).toThrow(LockedError);
    else {
      const lock = store(file).lock(() => now);
      expect(dump(file)["lock"]).toMatchObject([
        { pid: process.pid, host: hostname(), since: now, heartbeat: now },
      ]);
      lock.release();
    }
  });

  test("releasing one that was taken over meanwhile does not free it", () => {
    const file = stateFile();
    const lost = store(file).lock(() => now);
    const database = new Sqlite(file);
    database.exec("UPDATE lock SET pid = 1, host = 'elsewhere'");
    database.close();
    lost.release();
    expect(dump(file)["lock"]).toMatchObject([{ pid: 1, host: "elsewhere" }]);
  });
  test("releasing after the store was closed does no harm", () => {
    const one = store();
    const lock = one.lock(() => now);
    one.close();
    expect(() => lock.release()).not.toThrow();
  });
});
