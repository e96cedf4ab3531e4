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
import { accountOf } from "../support/holdings.ts";
import type { TargetSettings } from "../support/installation.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";

/** Three people and two teams, one of them within the other. */
const first: Directory = {
  people: [
    person("a1", "Ann", "Ash", { privateEmail: "ann@home.example", manager: "c1" }),
    person("b1", "Bob", "Birch", { manager: "a1" }),
    person("c1", "Cid", "Cole"),
  ],
  teams: [
    { id: "t1", name: "Trees", members: ["a1", "b1"] },
    { id: "t2", name: "Roots", members: ["c1"] },
  ],
};

/** A scimsync and a sandbox that goes by the same settings of a connector. */
function setSpoken(connector: JsonObject, settings: TargetSettings = {}): Promise<Scene<SandboxServer>> {
  return setScene(() => startSandboxServer(connector), settings);
}

/** Somebody moves and is renamed, teams change, somebody leaves and comes back; each day ends with a run that asks nothing. */
async function liveThrough(scene: Scene): Promise<void> {
  await scene.bring(first);
  const moved = changePerson(first, "b1", {
    email: "bob.beech@example.com",
    family: "Beech",
    title: "Head",
    department: "Wood",
    manager: "c1",
    privateEmail: "bob@home.example",
  });
  const teams = changeTeam(withMembers(moved, "t1", "b1", "c1"), "t2", { name: "Deep Roots" });
  await scene.bring(teams);
  const left = [accountOf(teams, personOf(teams, "c1"))];
  await scene.bring(withoutPerson(teams, "c1"), { left });
  await scene.bring(teams);
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
  { type: "none" },
])("who we are is shown as %j", async (auth) => {
  const scene = await setSpoken({ auth });
  await scene.bring(first);
});

test("a wrong kind of credentials is refused", async () => {
  const auth = { token: "${env.SCIM_TOKEN}" };
  const scene = await setSpoken({ auth: { type: "header", header: "x-api-key" } }, { target: { auth } });
  expect(await scene.sync(first)).toMatchObject({ exitCode: 6, error: { reason: "credentials_refused" } });
});
