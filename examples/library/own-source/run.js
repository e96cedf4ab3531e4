#!/usr/bin/env node
/**
 * People who come from a program instead of a file: `node examples/library/own-source/run.js`.
 *
 * An API that gives people page by page is read by an async generator, which scimsync asks for one record after the other.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, openStore, ScimClient, SourceError, syncing } from "scimsync";
import { startSandbox } from "../sandbox.js";

/** What the personnel department has: stands for an API, a database, a queue. */
const staff = [
  { id: 1, first: "Ann", last: "Ash", mail: "ann@example.com", team: "eng", boss: null },
  { id: 2, first: "Bob", last: "Birch", mail: "bob@example.com", team: "eng", boss: 1 },
  { id: 3, first: "Cyd", last: "Cole", mail: "cyd@example.com", team: "ops", boss: 1 },
];

/** A page of them, as an API would give it. */
async function fetchPage(number, signal) {
  signal.throwIfAborted();
  const size = 2;
  return { total: staff.length, people: staff.slice((number - 1) * size, number * size) };
}

/** The source: users, groups and memberships in any order, and at last the proof that this was all. */
async function* readStaff(signal) {
  yield { kind: "group", key: "eng", name: "Engineering" };
  let total = 0;
  for (let number = 1; ; number += 1) {
    const page = await fetchPage(number, signal);
    if (page.people.length === 0) break;
    total = page.total;
    for (const { id, first, last, mail, team, boss } of page.people) {
      // Shown whenever something is wrong with this record: GET /staff?page=2:1 …
      const where = `GET /staff?page=${number}`;
      yield {
        kind: "user",
        key: String(id),
        attributes: { mail, name: { first, last }, manager: boss === null ? undefined : String(boss) },
        where,
      };
      if (team === "eng") yield { kind: "membership", group: "eng", member: String(id), where };
    }
  }
  // The number is the API's own, so that a page that was lost is noticed. What ends without this line is refused.
  yield { kind: "end", users: total };
}

const sandbox = await startSandbox();
const folder = await mkdtemp(join(tmpdir(), "scimsync-own-source-"));
const loaded = await loadConfig(join(import.meta.dirname, "scimsync.yaml"), {
  SCIM_URL: sandbox.url,
  SCIM_TOKEN: sandbox.token,
});
// A service would let the config name the state file: openState(loaded.config).
const store = openStore(join(folder, "state.db"));
try {
  for await (const event of syncing(loaded, store, { sources: { hr: readStaff } })) {
    if (event.kind === "operation") console.log(`${event.state}: ${event.operation} ${event.name}`);
    if (event.kind === "finished") console.log(`exit code ${event.exitCode}`);
  }

  // The connection breaks after the first page: nobody is taken for gone.
  async function* cutShort(signal) {
    for await (const record of readStaff(signal)) {
      if (record.kind === "end") throw new Error("connection reset");
      yield record;
    }
  }
  try {
    for await (const event of syncing(loaded, store, { sources: { hr: cutShort } })) {
      console.log("never reached", event.kind);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    console.log(`refused: ${error.message}`);
  }

  const { baseUrl, credentials, limits } = loaded.config.targets[0];
  const client = new ScimClient({ baseUrl, credentials, limits });
  const { resources } = await client.list("User");
  for (const { attributes } of resources)
    console.log("at the service:", attributes.userName, attributes.name);
  await client.close();
} finally {
  store.close();
  await sandbox.stop();
  await rm(folder, { recursive: true });
}
