#!/usr/bin/env node
/**
 * Alerts that go to a function: `node examples/library/own-notifier/run.js`.
 *
 * One alert for each change of what is wrong, not one a run; what was told stands in the state file.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, openStore, syncing } from "scimsync";
import { startSandbox } from "../sandbox.js";

/** A notifier: a pager, a ticket, a message in a chat. */
const desk = {
  // What it was told is kept under this name: with another one it would be told all over again.
  name: "service-desk",
  on: ["guard", "failure", "recovered"],
  async tell({ occasion, target, summary, remedies }) {
    console.log(`  alert: ${occasion} at ${target}: ${summary}`);
    for (const remedy of remedies) console.log(`    ${remedy}`);
  },
};

const all = ["ann", "bob", "cyd", "dan", "eve"];

/** A source of whoever is named. */
function peopleCalled(names) {
  return function* () {
    for (const name of names) yield { kind: "user", key: name, attributes: { mail: `${name}@example.com` } };
    yield { kind: "end" };
  };
}

const sandbox = await startSandbox();
const folder = await mkdtemp(join(tmpdir(), "scimsync-own-notifier-"));
const loaded = await loadConfig(join(import.meta.dirname, "scimsync.yaml"), {
  SCIM_URL: sandbox.url,
  SCIM_TOKEN: sandbox.token,
});
const store = openStore(join(folder, "state.db"));

/** One nightly run. */
async function night(what, names) {
  console.log(what);
  const settings = { sources: { hr: peopleCalled(names) }, notifiers: [desk] };
  for await (const event of syncing(loaded, store, settings)) {
    // A notifier that threw is told so, and tried again by the next run.
    if (event.kind === "warning") console.log(`  warning: ${event.message}`);
    if (event.kind === "finished") console.log(`  exit code ${event.exitCode}`);
  }
}

try {
  await night("Monday: five people", all);
  await night("Tuesday: three of them are missing, which a guard holds", all.slice(0, 2));
  await night("Wednesday: still so, and nobody is told again", all.slice(0, 2));
  await night("Thursday: they are back", all);
} finally {
  store.close();
  await sandbox.stop();
  await rm(folder, { recursive: true });
}
