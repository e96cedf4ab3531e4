import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import { bigConfig } from "./big-directory.ts";
import { interleave, medianOf } from "./interleave.ts";
import { type Measured, measureRun } from "./measured-run.ts";
import { type Server, startBareProvider, startSandboxProcess, startThirdParty } from "./server.ts";
import { makeFolder, runProgram } from "./synced-folder.ts";
import type { Tally } from "./watch-requests.ts";
import type { Workbench } from "./workbench.ts";

const concurrency = 8;
const plainScript = join(import.meta.dirname, "plain-script.js");

const servers: Readonly<Record<string, () => Promise<Server>>> = {
  bare: () => startBareProvider(),
  sandbox: () => startSandboxProcess(),
  scimmy: () => startThirdParty("scimmy"),
  "saml-jackson": () => startThirdParty("saml-jackson"),
  "better-auth": () => startThirdParty("better-auth"),
};

/**
 * A first push and an unchanged sync in rewritten files at servers that others wrote, each against the script a user would
 * write instead, and creates by bulk requests against single ones where a server offers both. There are no bars: what a
 * server needs for itself is most of it.
 */
export async function thirdPartyRows(bench: Workbench): Promise<readonly BenchRow[]> {
  const users = Math.min(500, bench.users);
  const folder = bench.newFolder();
  await makeFolder(
    folder,
    { users, groups: 0, memberships: 0 },
    { url: "http://127.0.0.1:9", connector: "generic" },
  );
  const rows: BenchRow[] = [];
  for (const [name, start] of Object.entries(servers))
    rows.push(...(await rowsAt(bench, { name, start, folder, users })));
  for (const name of ["sandbox", "scimmy"])
    rows.push(await bulkRow(bench, { name, start: servers[name]!, folder, users }));
  return rows;
}

interface Place {
  readonly name: string;
  readonly start: () => Promise<Server>;
  readonly folder: string;
  readonly users: number;
}

interface Watched {
  readonly run: Measured;
  readonly tally: Tally;
}

interface TwoRuns {
  readonly first: Watched;
  readonly second: Watched;
}

async function rowsAt(
  { runs }: Workbench,
  { name, start, folder, users }: Place,
): Promise<readonly BenchRow[]> {
  const runScript = async ({ url, token }: Server): Promise<Measured> => {
    const run = await measureRun(plainScript, folder, [url, "people.csv"], { SCIM_TOKEN: token });
    if (run.code !== 0) throw new Error(`the script ended with ${run.code}\n${run.stderr}`);
    return run;
  };
  const { ours, bare } = await interleave(runs, {
    ours: () =>
      twice(
        start,
        (server) => pushAnew(folder, server),
        (server) => runProgram({ folder, server }, "sync"),
      ),
    bare: () => twice(start, runScript, runScript),
  });
  return [
    row(
      `${name}-first`,
      ours.map(({ first }) => first),
      bare.map(({ first }) => first),
      users,
    ),
    row(
      `${name}-again`,
      ours.map(({ second }) => second),
      bare.map(({ second }) => second),
      users,
    ),
  ];
}

/** Creates by bulk requests (ours) against single ones. */
async function bulkRow({ runs }: Workbench, { name, start, folder, users }: Place): Promise<BenchRow> {
  const once = async (server: Server, connector: string): Promise<Watched> => {
    const run = await pushAnew(folder, { ...server, connector });
    return { run, tally: await server.tally() };
  };
  const { ours, bare } = await interleave(runs, {
    ours: () =>
      atServer(start, async (server) => {
        await writeFile(join(folder, "bulk.yaml"), `extends: ${server.connector}\nbulk: { use: offered }\n`);
        return once(server, "./bulk.yaml");
      }),
    bare: () => atServer(start, (server) => once(server, server.connector)),
  });
  return row(`${name}-bulk`, ours, bare, users);
}

async function pushAnew(folder: string, server: Server): Promise<Measured> {
  const { url, connector } = server;
  await rm(join(folder, "scimsync.db"), { force: true });
  await writeFile(join(folder, "scimsync.yaml"), bigConfig(url, { connector, concurrency }));
  return runProgram({ folder, server }, "sync");
}

async function twice(
  start: () => Promise<Server>,
  once: (server: Server) => Promise<Measured>,
  again: (server: Server) => Promise<Measured>,
): Promise<TwoRuns> {
  return atServer(start, async (server) => {
    const first = { run: await once(server), tally: await server.tally() };
    return { first, second: { run: await again(server), tally: await server.tally() } };
  });
}

async function atServer<T>(start: () => Promise<Server>, work: (server: Server) => Promise<T>): Promise<T> {
  const server = await start();
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

function row(name: string, ours: readonly Watched[], bare: readonly Watched[], users: number): BenchRow {
  const [seconds, wanted] = [
    medianOf(ours, ({ run }) => run.seconds),
    medianOf(bare, ({ run }) => run.seconds),
  ];
  return {
    name,
    ours: seconds,
    bare: wanted,
    ratio: seconds / wanted,
    bound: "at most",
    compares: "ratio",
    unit: "s",
    limits: [],
    details: {
      users,
      requests: medianOf(ours, ({ tally }) => tally.requests),
      bareRequests: medianOf(bare, ({ tally }) => tally.requests),
      cpu: medianOf(ours, ({ run }) => run.cpuSeconds),
      bareCpu: medianOf(bare, ({ run }) => run.cpuSeconds),
    },
  };
}
