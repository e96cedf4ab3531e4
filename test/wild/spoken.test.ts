import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { person } from "../support/company.ts";
import {
  changePerson,
  changeTeam,
  type Directory,
  personOf,
  withMembers,
  withoutPerson,
} from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { accountOf } from "../support/holdings.ts";
import type { TargetSettings } from "../support/installation.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { type Scene, setScene } from "../support/scene.ts";

/** Four people and two teams. */
const first: Directory = {
  people: [
    person("a1", "Ann", "Ash", { privateEmail: "ann@home.example", manager: "c1" }),
    person("b1", "Bob", "Birch", { manager: "a1" }),
    person("c1", "Cid", "Cole"),
    person("d1", "Dee", "Dale"),
  ],
  teams: [
    { id: "t1", name: "Trees", members: ["a1", "b1", "c1"] },
    { id: "t2", name: "Roots", members: ["c1", "d1"] },
  ],
};

/** A scimsync and a sandbox that goes by the same settings of a connector. */
function setSpoken(connector: JsonObject, settings: TargetSettings = {}): Promise<Scene<SandboxServer>> {
  return setScene(() => startSandboxServer(connector), settings);
}

/** Joiners; then somebody moves and is renamed, teams change, and somebody leaves. Each day ends with a run that asks nothing. */
async function liveThrough(scene: Scene): Promise<void> {
  await scene.bring(first);
  const moved = changePerson(first, "b1", {
    email: "bob.beech@example.com",
    family: "Beech",
    title: "Head",
    department: "Wood",
    manager: "d1",
    privateEmail: "bob@home.example",
  });
  const teams = changeTeam(withMembers(moved, "t1", "b1", "d1"), "t2", { name: "Deep Roots" });
  const left = [accountOf(teams, personOf(teams, "c1"))];
  await scene.bring(withoutPerson(teams, "c1"), { left });
}

test("endpoints that are elsewhere are found, also by limits", async () => {
  const scene = await setSpoken(
    {
      endpoint: {
        paths: {
          users: "/people",
          groups: "/teams/all",
          serviceProviderConfig: "/ServiceProviderConfigs",
          schemas: "/Schemas/Users",
        },
      },
    },
    { limits: { rates: [{ requests: 1000, every: "1h", of: "users" }] } },
  );
  await liveThrough(scene);
  const { byStatus, requests } = scene.server.requests();
  expect(byStatus).not.toHaveProperty("404");
  const firsts = new Set(requests.map(({ path }) => path.split(/[/?]/)[1]));
  expect(firsts).toEqual(new Set(["Schemas", "ServiceProviderConfigs", "people", "teams"]));
});

test.each<JsonObject>([
  { type: "header", header: "x-api-key" },
  { type: "basic" },
  { type: "clientCredentials", scope: "a b" },
  { type: "refreshToken" },
])("who we are is shown as %j", async (auth) => {
  const scene = await setSpoken({ auth });
  await scene.bring(first);
});

test("a wrong kind of credentials is refused", async () => {
  const auth = { token: "${env.SCIM_TOKEN}" };
  const scene = await setSpoken({ auth: { type: "header", header: "x-api-key" } }, { target: { auth } });
  expect(await scene.sync(first)).toMatchObject({ exitCode: 6, error: { reason: "credentials_refused" } });
});

const json = "application/json";

test.each<JsonObject>([
  {
    endpoint: { accept: json, writeQuery: { notify: "no one" }, operationCase: "capital", booleans: "text" },
    bulk: { use: "offered" },
  },
  {
    endpoint: { patchAnswers: "emptyObject", ids: "number", booleans: "text" },
    users: { alone: ["userName", "active", "name", "emails"] },
    groups: { operationsPerRequest: 1, memberForm: "withDisplay" },
  },
  {
    endpoint: { etag: "always", patchAnswers: "nothing" },
    users: { operationsPerRequest: 1 },
    groups: { memberForm: "withRef", removeMembers: "replace" },
    bulk: { use: "offered" },
  },
  {
    endpoint: { etag: "always", operationCase: "capital" },
    users: { update: "patch", alone: ["userName", "name.familyName", "title"], patchForm: "noPath" },
    groups: { memberForm: "withType", update: "put" },
    reads: { firstIndex: 0, pageSize: 2 },
    matching: { filter: "list" },
  },
  {
    endpoint: { etag: "always", booleans: "text" },
    users: { update: "put" },
    groups: { memberForm: "withType", removeMembers: "valueList" },
  },
])("a service that wants to be spoken to like %j is", async (connector) => {
  const scene = await setSpoken(connector);
  await liveThrough(scene);
  const refused = scene.server.requests().requests.filter(({ status }) => status >= 400);
  expect(refused.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([]);
});

test("lists of a service that counts from 0 begin there, and nothing is asked twice", async () => {
  const scene = await setSpoken({ reads: { firstIndex: 0, pageSize: 2 }, matching: { filter: "list" } });
  await scene.sync({ people: first.people.slice(0, 3), teams: [] });
  const before = scene.server.requests().total;
  await scene.sync(first);
  const { requests } = scene.server.requests();
  const lists = requests.slice(before).filter(({ path }) => path.startsWith("/Users?"));
  expect(lists.map(({ path }) => new URLSearchParams(path.split("?")[1]).get("startIndex"))).toEqual([
    "0",
    "2",
  ]);
});

test("a status by which a service asks to wait ends nothing, though it be 403", async () => {
  const connector = { pacing: { retryStatuses: [403] } };
  const clock = fastClock(50);
  const scene = await setScene(() => startSandboxServer(connector, [], clock), {}, clock);
  scene.server.setFaults("limit:4/4s");
  const report = await scene.sync(first);
  expect(report).toMatchObject({ exitCode: 0, failures: [] });
  expect(report.requests.retried).toBeGreaterThan(1);
  expect(scene.server.requests().byStatus).toHaveProperty("403");
  scene.server.setFaults();
  await scene.expectHeld(first);
});

test("a status that says that a name is taken names who has it, in a create and in a rename", async () => {
  const scene = await setSpoken(
    { matching: { conflictStatuses: [400] } },
    { users: { match: ["externalId"] } },
  );
  const [ann = "", bob = ""] = first.people.map(({ email }) => email);
  const holder = await plainClient(scene.server).createUser({ userName: ann, externalId: "other" });
  const [refused, ...more] = (await scene.sync(first)).failures;
  expect(refused).toMatchObject({ key: "a1", operation: "create", code: "conflict", httpStatus: 400 });
  expect(refused?.detail).toContain(`it is held by ${holder} (userName ${ann})`);
  expect(more.map(({ key }) => key)).not.toContain("b1");
  const taken = "taken@example.com";
  await plainClient(scene.server).createUser({ userName: taken });
  const renamed = await scene.sync(changePerson(first, "b1", { email: taken }));
  expect(renamed.failures).toContainEqual(
    expect.objectContaining({
      key: "b1",
      code: "conflict",
      detail: expect.stringMatching(/is held by/) as string,
    }),
  );
  expect(await scene.idOf(bob)).toBeDefined();
});
