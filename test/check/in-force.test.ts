import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { check, suggested } from "./checking.ts";

const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

/** One of each kind; all there are with this set. */
const few = [
  "asana",
  "atlassian",
  "aws-iam-identity-center",
  "contentful",
  "docker-hub",
  "entra-shaped",
  "genesys-cloud",
  "github-org",
  "gitlab-com-group",
  "ibm-verify",
  "launchdarkly",
  "oci-identity-domains",
  "openai",
  "quickbase",
  "sentry",
  "slack",
  "wso2",
];
const all = readdirSync(connectors).map((file) => file.replace(/\.yaml$/, ""));
const names = process.env["SCIMSYNC_ALL_CONNECTORS"] === undefined ? few : all;

test.each(names)(
  "%s is as its connector says: nothing fails, and nothing else is suggested",
  async (name) => {
    const profile = await loadConnector(name, connectors);
    const sandbox = await startSandbox({ seed: 1, dialect: profile });
    onTestFinished(() => sandbox.close());
    const report = await check(
      { baseUrl: sandbox.url, token: sandbox.token },
      { write: true, connector: name },
    );
    expect(report).toMatchObject({ ok: true, blocking: [], warnings: [] });
    expect(suggested(report)).toEqual({});
    // What cannot be deleted is told, and is switched off.
    const left = sandbox.users();
    expect(report.remnants).toHaveLength(left.length);
    const { by, delete: does } = profile.deactivate;
    const staysThere = by === "delete" || does === "unsupported" || does === "deactivates";
    if (!staysThere) expect(left).toEqual([]);
    for (const user of left) expect(user["active"]).toBe(false);
    expect(sandbox.groups()).toEqual([]);
  },
);
