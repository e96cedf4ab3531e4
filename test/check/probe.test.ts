import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import type { CheckReport } from "../../src/check/check.ts";
import { isNamed } from "../../src/check/changeable.ts";
import { profileFileText } from "../../src/check/connector-file.ts";
import type { Suggestion } from "../../src/check/probe.ts";
import { wholeProfile } from "../../src/check/whole-profile.ts";
import { readFacts } from "../../src/connector/facts.ts";
import { knobList, settingIn } from "../../src/connector/knob-list.ts";
import { loadConnector, readConnector } from "../../src/connector/load.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { startBetterAuth } from "../support/servers/better-auth.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { startSamlJackson } from "../support/servers/saml-jackson.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { startScimmy } from "../support/servers/scimmy.ts";
import { check } from "./checking.ts";
import { cannotBeSeen } from "./unseen.ts";

const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

interface Probed {
  readonly report: CheckReport;
  readonly settings: readonly Suggestion[];
  /** The written profile. */
  readonly file: string;
}

async function probe(
  server: Pick<ScimServer, "baseUrl" | "token">,
  connector = "generic",
  signIn?: ConnectorProfile,
): Promise<Probed> {
  const report = await check(server, {
    write: true,
    whole: true,
    connector,
    ...(signIn !== undefined && { signIn }),
  });
  const [inForce, generic] = [
    await loadConnector(connector, connectors),
    await loadConnector("generic", connectors),
  ];
  const settings = wholeProfile(report, inForce, generic);
  const folder = await mkdtemp(join(tmpdir(), "scimsync-probe-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "probed.yaml");
  await writeFile(file, profileFileText({ target: "app", date: "2026-01-31", settings }));
  return { report, settings, file };
}

/** What a written profile says, read as any other; nothing of it is without a source. */
async function readWhole(file: string): Promise<ConnectorProfile> {
  const { profile, files } = await readConnector(file, connectors, connectors);
  const [own] = files;
  if (own === undefined) throw new Error("no file");
  const { unsourced, problems } = readFacts(own);
  expect([unsourced, problems]).toEqual([[], []]);
  return profile;
}

function valueOf(profile: ConnectorProfile, name: string): Json {
  return settingIn(profile as unknown as JsonObject, name) ?? null;
}

/** Lists of paths say the same in any order, and by what a path lies in; of others than throw-aways have nothing is seen. */
function isSameSetting(knob: string, found: Json, stated: Json): boolean {
  if (!/^(?:matching\.filterBy|users\.(?:drops|refuses|immutable|lowerCases|alone))$/.test(knob))
    return JSON.stringify(found) === JSON.stringify(stated);
  const [one, other] = [found, stated].map((list) => (list ?? []) as readonly string[]);
  if (one === undefined || other === undefined) return false;
  const tried = triedPaths(knob).filter((path) => isNamed(other, path));
  return tried.every((path) => isNamed(one, path)) && one.every((path) => isNamed(other, path));
}

const department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

function triedPaths(knob: string): readonly string[] {
  const plain = ["title", "name.familyName", "emails", department, "userName"];
  if (knob === "users.immutable") return plain;
  return knob === "matching.filterBy"
    ? ["userName", "externalId", "id", "displayName", "emails.value"]
    : [...plain, "displayName", "active"];
}

/** Settings in which the profiles differ, but those that nobody can see from outside. */
function differences(
  found: ConnectorProfile,
  service: ConnectorProfile,
  unseen: (knob: string, value: Json, found: Json) => boolean,
): readonly string[] {
  return knobList().flatMap(({ name }) => {
    const [one, other] = [valueOf(found, name), valueOf(service, name)];
    return isSameSetting(name, one, other) || unseen(name, other, one)
      ? []
      : [`${name}: found ${JSON.stringify(one)}, is ${JSON.stringify(other)}`];
  });
}

async function probeAgain(
  server: Pick<ScimServer, "baseUrl" | "token">,
  first: Probed,
  signIn?: ConnectorProfile,
) {
  const again = await probe(server, first.file, signIn);
  expect(again.report.suggestions).toEqual([]);
  const said = await loadConnector(first.file, connectors);
  const otherwise = again.settings.filter(
    ({ knob, value }) =>
      !knob.startsWith("defaults.") &&
      value !== "unknown" &&
      !isSameSetting(knob, value, valueOf(said, knob)),
  );
  expect(otherwise).toEqual([]);
}

/** A covering dozen; all there are with this set. */
const few = ["aws-iam-identity-center", "entra-shaped", "google-cloud-identity", "jfrog", "notion", "zoom"];
const all = readdirSync(connectors).map((file) => file.replace(/\.yaml$/, ""));
const names = process.env["SCIMSYNC_ALL_CONNECTORS"] === undefined ? few : all;

describe("what a probe writes names the knobs of the dialect", () => {
  test.each(names)("%s", async (name) => {
    const dialect = await loadConnector(name, connectors);
    const sandbox = await startSandbox({ seed: 1, dialect });
    onTestFinished(() => sandbox.close());
    const server = { baseUrl: sandbox.url, token: sandbox.token };
    // What the first request must know already is in force.
    const known = await writeKnown(dialect);
    const first = await probe(server, known, dialect);
    const found = await readWhole(first.file);
    expect(first.report.error).toBeUndefined();
    expect(
      differences(found, dialect, (knob, value, seen) => cannotBeSeen(dialect, { knob, value, seen })),
    ).toEqual([]);
    await probeAgain(server, first, dialect);
    const { by, delete: does } = dialect.deactivate;
    const staysThere = by === "delete" || does === "unsupported" || does === "deactivates";
    if (!staysThere) expect(sandbox.users()).toEqual([]);
    expect(sandbox.groups()).toEqual([]);
  });
});

async function writeKnown({ endpoint }: ConnectorProfile): Promise<string> {
  const { paths, accept, headers, writeQuery } = endpoint;
  const folder = await mkdtemp(join(tmpdir(), "scimsync-probe-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "known.yaml");
  const known = { title: "Known", extends: "generic", endpoint: { paths, accept, headers, writeQuery } };
  await writeFile(file, JSON.stringify(known));
  return file;
}

test("limits are found by halving, and nothing is left of those who were counted", async () => {
  const settings = {
    users: { operationsPerRequest: 37 },
    groups: { operationsPerRequest: 5, membersPerRequest: 7 },
  };
  const server = await startSandboxServer(settings);
  onTestFinished(() => server.close());
  const { report } = await probe(server);
  const found = report.findings.filter(({ knob }) => knob.endsWith("PerRequest"));
  expect(Object.fromEntries(found.map(({ knob, value }) => [knob, value]))).toEqual({
    "users.operationsPerRequest": 37,
    "groups.operationsPerRequest": 5,
    "groups.membersPerRequest": 7,
  });
  expect(report.remnants).toEqual([]);
  expect([await server.users(), await server.groups()]).toEqual([[], []]);
});

interface Other {
  readonly title: string;
  readonly start: () => Promise<ScimServer>;
  /** Settings that the shipped connector has otherwise, with the reason. */
  readonly otherwise: Readonly<Record<string, string>>;
}

const others: readonly Other[] = [
  {
    title: "scimmy",
    start: startScimmy,
    otherwise: {
      "groups.removeMembers":
        "its connector takes members out by a list because that is faster; both forms work",
      "matching.filterBy": "its store finds nobody by name.familyName, by which nobody is looked for",
    },
  },
  {
    title: "better-auth",
    start: startBetterAuth,
    otherwise: {
      "users.lowerCases": "a push learns it by itself",
      "groups.create": "it shows only with a hundred members",
      "matching.filterBy": "displayName and name.familyName are refused, by which nobody is looked for",
    },
  },
  {
    title: "saml-jackson",
    start: () => startSamlJackson({ engine: "mem" }),
    otherwise: {
      "users.multiValued": "users are changed by PUT, as its connector says, too",
      "groups.update": "where PATCH works, auto is patch",
      "reads.totalResults": "it shows with more users than a probe makes",
      "matching.filterBy": "emails.value is what works, and what its connector matches by",
      "matching.otherFilters": "others find nobody",
    },
  },
];

test.each(others)(
  "$title: the written profile agrees with the shipped one",
  { timeout: 60_000 },
  async (other) => {
    const server = await other.start();
    onTestFinished(() => server.close());
    await plainClient(server).createUser({
      userName: "stranger@x.org",
      emails: [{ value: "stranger@x.org" }],
    });
    const before = await server.users();
    const first = await probe(server);
    const found = await readWhole(first.file);
    const shipped = await loadConnector(server.connector, connectors);
    const isOther = (knob: string, value: Json, seen: Json): boolean =>
      knob in other.otherwise || cannotBeSeen(shipped, { knob, value, seen });
    expect(differences(found, shipped, isOther)).toEqual([]);
    await probeAgain(server, first);
    expect(await server.users()).toEqual(before);
    expect(await server.groups()).toEqual([]);
  },
);
