#!/usr/bin/env node
/**
 * scimsync inside a service: `node examples/library/service/run.js`.
 *
 * Starts the service of service.js, asks it for two runs, and stops it. Nothing is left behind that would keep the process
 * alive, so that it ends by itself.
 */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../sandbox.js";
import { startService } from "./service.js";

/** The core writes nothing itself: what it has to say goes here. pino fits as it is. */
const log = {
  debug() {},
  info: (fields, message) => console.log(`log: ${message} ${fields.target ?? ""}`.trimEnd()),
  warn: (fields, message) => console.log(`log: WARNING ${message}`, fields),
  error: (fields, message) => console.log(`log: ERROR ${message}`, fields),
};

const sandbox = await startSandbox();
// The state file lies beside the config.
const folder = await mkdtemp(join(tmpdir(), "scimsync-service-"));
for (const name of ["scimsync.yaml", "people.json"])
  await cp(join(import.meta.dirname, name), join(folder, name));
const service = await startService({
  config: join(folder, "scimsync.yaml"),
  environment: { ...process.env, SCIM_URL: sandbox.url, SCIM_TOKEN: sandbox.token },
  log,
});
// The service decides what a signal means; scimsync listens to none.
process.once("SIGTERM", () => void service.stop());
try {
  for (const what of ["first run", "second run: nothing has changed, nothing is sent"]) {
    console.log(what);
    const answer = await fetch(`${service.url}/sync`, { method: "POST" });
    for (const line of (await answer.text()).trim().split("\n")) {
      const event = JSON.parse(line);
      if (event.kind === "operation") console.log(`  ${event.state}: ${event.operation} ${event.name}`);
      if (event.kind === "report") console.log(`  requests: ${event.report.requests.total}`);
    }
  }
  console.log("health:", await (await fetch(`${service.url}/health`)).text());
} finally {
  await service.stop();
  await sandbox.stop();
  await rm(folder, { recursive: true });
}
