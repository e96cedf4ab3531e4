import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { company, person } from "../support/company.ts";
import { type Directory, withMembers, withoutPerson, withPeople } from "../support/directory.ts";
import { done, setScene } from "../support/scene.ts";
import { startBetterAuth } from "../support/servers/better-auth.ts";
import { startSamlJackson } from "../support/servers/saml-jackson.ts";
import { startScimmy } from "../support/servers/scimmy.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { type BulkFront, results, startBulkFront } from "./bulk-front.ts";
import { bulkScene, count, crowd, writes } from "./bulk-scene.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** The data of the operations of a bulk request. */
function said(server: BulkFront, at: number): readonly JsonObject[] {
  return (server.messages[at]?.Operations ?? []).map(({ data }) => data as JsonObject);
}

function managerIn(data: JsonObject | undefined): unknown {
  return ((data?.[enterprise] as JsonObject | undefined)?.["manager"] as JsonObject | undefined)?.["value"];
}

describe("creates in bulk requests", () => {
  // SCIMSYNC_BULK=1000 for the size that counts.
  const size = Number(process.env["SCIMSYNC_BULK"] ?? 70);
  const limit = size / 10;

  test("a crowd of users and twenty groups cost a request for each hundred, or what is the limit", async () => {
    const scene = await bulkScene({
      connector: { bulk: { use: "offered", operationsPerRequest: limit } },
      settings: { users: { match: ["userName"] } },
    });
    const report = await scene.bring(crowd(size, 20));
    expect(done(report)).toEqual({ created: size, groupsCreated: 20, membersAdded: size });
    // One user and one group go first and alone, since nothing is known of the target's filters.
    const together = Math.ceil((size - 1) / limit) + Math.ceil(19 / limit);
    expect(report.requests.byMethod.POST).toBe(2 + together);
    expect(Math.max(...scene.server.sizes)).toBe(limit);
    expect(count(scene, "PATCH /Groups/ID")).toBe(1);
  }, 60_000);

  test("requests stay below the bytes that the provider takes", async () => {
    const scene = await bulkScene({ connector: { bulk: { use: "offered", bytesPerRequest: 3000 } } });
    await scene.bring(crowd(30, 1));
    for (const message of scene.server.messages) expect(JSON.stringify(message).length).toBeLessThan(3000);
    expect(scene.server.sizes.length).toBeGreaterThan(3);
  });

  test("managers are named with the account: by id, or by what the same request makes", async () => {
    const scene = await bulkScene();
    const directory: Directory = {
      people: [
        person("a1", "First", "Alone"),
        person("b1", "Low", "Rank", { manager: "b2" }),
        person("b2", "Middle", "Rank", { manager: "b3" }),
        person("b3", "High", "Rank", { manager: "a1" }),
        person("c1", "Chicken", "Hen", { manager: "c2" }),
        person("c2", "Egg", "Hen", { manager: "c1" }),
        person("d1", "Own", "Boss", { manager: "d1" }),
      ],
      teams: [],
    };
    const report = await scene.bring(directory);
    expect(done(report)).toEqual({ created: 7 });
    const [high, middle, low] = said(scene.server, 0);
    expect([high, middle, low].map((data) => data?.["externalId"])).toEqual(["b3", "b2", "b1"]);
    expect(managerIn(high)).toBe(await scene.idOf("first.alone@example.com"));
    expect([managerIn(middle), managerIn(low)]).toEqual(["bulkId:op000001", "bulkId:op000002"]);
    // Of those who name each other, and of who names himself, one has to be told later.
    expect(count(scene, "PATCH /Users/ID")).toBe(2);
  });

  test("a new team is made in one request with those who are new in it", async () => {
    const scene = await bulkScene();
    await scene.bring(company);
    const before = scene.server.messages.length;
    const more = withPeople(
      company,
      person("n1", "New", "One", { manager: "n2" }),
      person("n2", "New", "Two", { manager: "e01" }),
    );
    const team = { id: "g9", name: "Ninth", members: ["n1", "n2", "e01"] };
    const report = await scene.bring({ ...more, teams: [...more.teams, team] });
    expect(done(report)).toEqual({ created: 2, groupsCreated: 1, membersAdded: 3 });
    expect(report.requests.byMethod).toMatchObject({ POST: 1 });
    expect(report.requests.byMethod).not.toHaveProperty("PATCH");
    expect(said(scene.server, before)[2]?.["members"]).toEqual([
      { value: await scene.idOf("zoe.angstrom@example.com") },
      { value: "bulkId:op000002" },
      { value: "bulkId:op000001" },
    ]);
  });

  test("the order of a push stays: a team waits for who comes back, and for members who go", async () => {
    const scene = await bulkScene();
    await scene.bring(company);
    await scene.sync(withoutPerson(company, "e11"));
    const back = withPeople(company, person("n1", "New", "One"), person("n2", "New", "Two"));
    const teams = [...back.teams, { id: "g9", name: "Ninth", members: ["n1", "n2", "e01"] }];
    const moved = withMembers({ ...back, teams }, "g1", "e01", "e02");
    const before = scene.server.calls.length;
    await scene.sync(moved);
    const sent = writes(scene, before);
    await scene.expectHeld(moved);
    expect(sent).toEqual([
      "POST /Bulk",
      "PATCH /Users/ID",
      "POST /Groups",
      "PATCH /Groups/ID",
      "PATCH /Groups/ID",
    ]);
  });

  test("nobody is told by bulk whose text would be taken for a reference", async () => {
    const scene = await bulkScene();
    const people = [...crowd(5, 0).people, person("x1", "Trick", "Ster", { title: "bulkId:op000002" })];
    await scene.bring({ people, teams: [] });
    expect(scene.server.sizes).toEqual([4]);
  });

  test("resources that come with the results are compared with what was sent", async () => {
    const scene = await bulkScene({
      handle: async ({ Operations }, pass) => {
        const all = await pass(Operations);
        const told = all.map((one, at) => {
          const id = (one["location"] as string).split("/").at(-1) ?? "";
          const data = (Operations[at] ?? {})["data"] as JsonObject;
          return { ...one, response: { ...data, id, title: "Another" } };
        });
        return results(told);
      },
    });
    const report = await scene.sync(crowd(4, 0));
    expect(report.counts).toMatchObject({ created: 4, failed: 0 });
    const store = openStore(join(scene.folder, "scimsync.db"));
    onTestFinished(() => store.close());
    const noted = store.journal
      .operations(report.runId, undefined, 10)
      .map(({ outcome }) => outcome?.notKept);
    const title = { path: "title", sent: "Engineer", found: "Another", times: 1 };
    // The first one was made alone.
    expect(noted).toEqual([undefined, [title], [title], [title]]);
  });
});

describe.each([
  ["scimmy", startScimmy, true],
  ["better-auth", startBetterAuth, false],
  ["saml-jackson, mem", () => startSamlJackson({ engine: "mem" }), false],
] as const)("bulk requests are wanted at %s", (_, start, isOffered) => {
  test(isOffered ? "they are used" : "it offers none, and all goes as ever", async () => {
    const scene = await setScene(async () => wantingBulk(await startBulkFront(await start())));
    const report = await scene.bring(company);
    expect(done(report)).toEqual({ created: 12, groupsCreated: 3, membersAdded: 13 });
    expect(scene.server.sizes.length > 0).toBe(isOffered);
    const more = withPeople(
      company,
      person("n1", "New", "One", { manager: "n2" }),
      person("n2", "New", "Two"),
    );
    const teams = [...more.teams, { id: "g9", name: "Ninth", members: ["n1", "n2"] }];
    await scene.bring({ ...more, teams });
  });
});

/** The server with a connector that says so. */
async function wantingBulk<Server extends ScimServer>(server: Server): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-connector-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const connector = join(folder, "bulk.yaml");
  const profile = { title: "With bulk", extends: server.connector, bulk: { use: "offered" } };
  await writeFile(connector, JSON.stringify(profile));
  return Object.assign(Object.create(server) as Server, { connector });
}
