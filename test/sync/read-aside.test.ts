import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { silentLogger } from "../../src/log.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { withReadAside } from "../../src/sync/read/read-aside.ts";
import { readSources } from "../../src/sync/read/read-sources.ts";

let folder: string;
const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "scimsync-aside-test-"));
  await writeFile(join(folder, "people.csv"), "id,email\ne1,ann@x.org\n");
  const target =
    'app: { baseUrl: "https://x", assign: { everyone: true }, users: { attributes: { userName: "${user.email}" } } }';
  const source = "source: { type: csv, users: { file: people.csv, key: id }, expect: { minUsers: 1 } }";
  await writeFile(join(folder, "scimsync.yaml"), `${source}\ntargets:\n  ${target}\n`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Reads into a state first, then aside of it. */
async function lookAside(between: () => Promise<void>) {
  const loaded = await loadConfig(join(folder, "scimsync.yaml"), {}, connectors, "source");
  const state = openStore(loaded.config.state);
  let records = 0;
  const shared = {
    loaded,
    clock: systemClock,
    log: silentLogger,
    onRecords: (count: number) => void (records += count),
  };
  try {
    await readSources({ ...shared, store: state });
    await between();
    records = 0;
    return await withReadAside({ ...shared, state, onUnmet: "tell" }, ({ store, reading }) => ({
      isState: store === state,
      users: reading.users,
      inState: state.directory.countPresent("user"),
      records,
    }));
  } finally {
    state.close();
  }
}

test("a state that holds the files as they are is looked at itself, and nothing is read", async () => {
  expect(await lookAside(async () => {})).toEqual({ isState: true, users: 1, inState: 1, records: 0 });
});

test("files that changed are read aside, and the state stays as it was", async () => {
  expect(await lookAside(addSomebody)).toEqual({ isState: false, users: 2, inState: 1, records: 2 });
});

test("with a key for the state, what is read aside is encrypted, too", async () => {
  await writeFile(join(folder, "key"), "first key of the tests, 0123456789 abcdef\n");
  await appendFile(join(folder, "scimsync.yaml"), "encryption: { key: { file: key } }\n");
  const loaded = await loadConfig(join(folder, "scimsync.yaml"), {}, connectors, "source");
  const passing = join(folder, "passing");
  await mkdir(passing);
  vi.stubEnv("TMPDIR", passing);
  const shared = { loaded, clock: systemClock, log: silentLogger, onRecords() {} };
  const found = await withReadAside({ ...shared, onUnmet: "tell" }, () => filesBelow(passing));
  expect(found.map(({ name }) => name)).toContain("aside.db");
  expect(found.filter(({ bytes }) => bytes.includes("ann@x.org"))).toEqual([]);
});

async function filesBelow(path: string) {
  const all = await readdir(path, { recursive: true, withFileTypes: true });
  const files = all.filter((found) => found.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => ({ name, bytes: await readFile(join(parentPath, name)) })),
  );
}

function addSomebody(): Promise<void> {
  return appendFile(join(folder, "people.csv"), "e2,ben@x.org\n");
}
