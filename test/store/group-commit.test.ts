import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/sqlite/store.ts";
import { stateFile, store } from "./state-file.ts";

function run(id: string) {
  return { id, target: "app", mode: "sync", startedAt: 1 } as const;
}

/** Runs on disk, as another process sees them. */
function seen(file: string): readonly unknown[] {
  const database = new Sqlite(file, { readonly: true });
  try {
    return database.prepare("SELECT id FROM run ORDER BY id").pluck().all();
  } finally {
    database.close();
  }
}

test("what is written together in one turn is on disk at once, when it is said to be", async () => {
  const file = stateFile();
  const into = store(file);
  const writes = ["r1", "r2", "r3"].map((id) => into.together(() => into.runs.start(run(id))));
  expect(seen(file)).toEqual([]);
  await writes[0];
  expect(seen(file)).toEqual(["r1", "r2", "r3"]);
  await Promise.all(writes);
});

test("together gives what each wrote, and whoever throws keeps nobody else from it", async () => {
  const file = stateFile();
  const into = store(file);
  const results = await Promise.allSettled([
    into.together(() => (into.runs.start(run("r1")), "one")),
    into.together(() => {
      into.runs.start(run("r2"));
      throw new Error("no");
    }),
    into.together(() => (into.runs.start(run("r3")), "three")),
  ]);
  expect(results).toMatchObject([
    { status: "fulfilled", value: "one" },
    { status: "rejected", reason: new Error("no") },
    { status: "fulfilled", value: "three" },
  ]);
  expect(seen(file)).toEqual(["r1", "r3"]);
});

test("closing writes what waits", async () => {
  const file = stateFile();
  const into = openStore(file);
  const written = into.together(() => into.runs.start(run("r1")));
  into.close();
  await written;
  expect(seen(file)).toEqual(["r1"]);
});
