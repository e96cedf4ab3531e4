import { expect, onTestFinished, test } from "vitest";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectorFileText } from "../../src/check/connector-file.ts";
import { startBetterAuth } from "../support/servers/better-auth.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { startSamlJackson } from "../support/servers/saml-jackson.ts";
import { startScimmy } from "../support/servers/scimmy.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { check, suggested } from "./checking.ts";

interface Other {
  readonly title: string;
  readonly start: () => Promise<ScimServer>;
  readonly expected: Record<string, unknown>;
}

/** What the shipped connector of each says, where it differs from generic and can be seen with two users. */
const others: readonly Other[] = [
  // Its connector takes members out by a list because that is faster; both forms work.
  { title: "scimmy", start: startScimmy, expected: {} },
  {
    title: "better-auth",
    start: startBetterAuth,
    // It asks for two more things that show only with a hundred members.
    expected: { "users.multiValued": "whole", "users.lowerCases": ["emails.value"] },
  },
  {
    title: "saml-jackson, mem",
    start: () => startSamlJackson({ engine: "mem" }),
    expected: {
      "endpoint.discovery": "ignore",
      "defaults.users.match": ["emails.value", "userName"],
      "users.update": "put",
      "groups.membersReadable": false,
      "groups.create": "thenPatch",
    },
  },
];

test.each(others)(
  "$title: what is found is true of it, and nothing stays behind",
  { timeout: 120_000 },
  async ({ start, expected }) => {
    const server = await start();
    onTestFinished(() => server.close());
    await plainClient(server).createUser({
      userName: "stranger@x.org",
      emails: [{ value: "stranger@x.org" }],
    });
    const before = await server.users();
    const report = await check(server, { write: true });
    expect(suggested(report)).toEqual(expected);
    expect(report).toMatchObject({ ok: true, blocking: [], remnants: [] });

    const folder = await mkdtemp(join(tmpdir(), "scimsync-check-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const connector = join(folder, "seen.yaml");
    const { suggestions } = report;
    const parts = { target: "app", extended: "generic", date: "2026-01-31", suggestions };
    await writeFile(connector, connectorFileText(parts));
    const again = await check(server, { write: true, connector });
    expect(again).toMatchObject({ ok: true, suggestions: [], remnants: [] });
    // With the shipped connector nothing is found that it does not say, but what a push learns by itself.
    const shipped = await check(server, { write: true, connector: server.connector });
    expect(Object.keys(suggested(shipped)).filter((knob) => knob !== "users.lowerCases")).toEqual([]);

    expect(await server.users()).toEqual(before);
    expect(await server.groups()).toEqual([]);
  },
);
