import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { textAt } from "../../src/scim/attribute-value.ts";
import { crowd } from "../support/crowd.ts";
import type { Directory } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import type { TargetSettings } from "../support/installation.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";

/** What was asked for since the last call, and how often: `GET /Users?filter=userName`, `GET /Users`, `GET /Users/ID`. */
interface Watched {
  readonly scene: Scene<SandboxServer>;
  readonly requests: () => Readonly<Record<string, number>>;
}

interface Before {
  readonly users?: readonly JsonObject[];
  readonly groups?: readonly JsonObject[];
  readonly quirks?: readonly QuirkName[];
  readonly connector?: JsonObject;
  readonly settings?: TargetSettings;
}

async function setWatched({ users = [], groups = [], ...how }: Before = {}): Promise<Watched> {
  let seen: Record<string, number> = {};
  const record = (entry: JsonObject) => {
    const { method, url } = entry["request"] as { readonly method: string; readonly url: string };
    const { pathname, searchParams } = new URL(url);
    const [asked = ""] = (searchParams.get("filter") ?? "").split(" ");
    const path = pathname.replace(/^.*\/v2/, "").replace(/^(\/\w+)\/.*$/, "$1/ID");
    const line = `${method} ${path}${asked === "" ? "" : `?filter=${asked}`}`;
    seen[line] = (seen[line] ?? 0) + 1;
  };
  const start = () => startSandboxServer(how.connector, how.quirks);
  const scene = await setScene(start, { record, ...how.settings }, fastClock(50));
  const client = plainClient(scene.server);
  for (const user of users) await client.createUser(user);
  for (const group of groups) await client.createGroup(group);
  return {
    scene,
    requests() {
      const { "GET /ServiceProviderConfig": _config, "GET /Schemas": _schemas, ...before } = seen;
      seen = {};
      return before;
    },
  };
}

const byUserName = "GET /Users?filter=userName";
const byExternalId = "GET /Users?filter=externalId";

function people(count: number): Directory {
  return { people: crowd(count, 1).people, teams: [] };
}

/** Accounts made by hand for people of the crowd. */
function byHand(from: number, to: number, more: JsonObject = {}): readonly JsonObject[] {
  return Array.from({ length: to - from }, (_, at) => ({ userName: `p${from + at}@example.com`, ...more }));
}

function others(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, n) => ({
    userName: `other${n}@x.example`,
    externalId: `x${n}`,
    active: true,
  }));
}

async function expectNobodyTwice({ server }: Scene): Promise<void> {
  const names = (await server.users()).map((user) => textAt(user, "userName")?.toLowerCase());
  expect(names.length).toBe(new Set(names).size);
}

describe("one listing in place of a filter for each", () => {
  test("an empty target: some requests in all, however many are made", async () => {
    const { scene, requests } = await setWatched();
    const report = await scene.bring(people(60));
    expect(report.counts.created).toBe(60);
    expect(requests()).toEqual({
      // A first look, and the list.
      "GET /Users": 2,
      // The first account by its name, and four more to see whether filters find somebody that the list does not have.
      [byUserName]: 1 + 4,
      [byExternalId]: 4,
      "POST /Users": 60,
      "PATCH /Users/ID": expect.any(Number),
    });
  });

  test("the same for groups", async () => {
    const { scene, requests } = await setWatched();
    await scene.bring(crowd(3, 40));
    const { "GET /Groups": lists, "POST /Groups": made, ...rest } = requests();
    expect([lists, made]).toEqual([2, 40]);
    expect(rest["GET /Groups?filter=displayName"]).toBe(1 + 4);
  });

  test("whoever is there is read and linked, and is not asked for by filter", async () => {
    const { scene, requests } = await setWatched({ users: [...others(250), ...byHand(20, 60)] });
    const report = await scene.sync(people(60));
    expect([report.counts.linked, report.counts.created, report.failures]).toEqual([40, 20, []]);
    const { "GET /Users": lists = 0, "GET /Users/ID": read = 0, ...rest } = requests();
    expect(lists).toBe(1 + 3);
    expect(read).toBeGreaterThanOrEqual(38);
    expect(rest[byUserName]).toBeLessThan(10);
    expect(rest[byExternalId]).toBeLessThan(10);
    expect(await scene.server.users()).toHaveLength(310);
    await scene.expectNoRequests();
  });

  test("what filters are worth is known already: the list is looked at all the same", async () => {
    const { scene, requests } = await setWatched();
    await scene.bring(people(2));
    requests();
    await scene.bring(people(60));
    expect(requests()).toMatchObject({ "GET /Users": 2, [byUserName]: 1 + 4, "POST /Users": 58 });
  });

  test("two of one externalId: the second finds the first, which the list cannot know", async () => {
    const attributes = { userName: "${user.email}", externalId: "${user.phone}" };
    const { scene, requests } = await setWatched({
      settings: { limits: { concurrency: 1 }, users: { attributes } },
    });
    const everybody = people(30).people.map((one) =>
      one.id === "p9" ? { ...one, phone: "+49 30 0000008" } : one,
    );
    const report = await scene.sync({ people: everybody, teams: [] });
    expect(report.failures).toMatchObject([{ key: "p9", code: "duplicate_source" }]);
    expect(report.counts.created).toBe(29);
    expect(requests()).toMatchObject({ "GET /Users": 2, "POST /Users": 29 });
  });

  test("somebody who is made meanwhile is found when the name is refused", async () => {
    let posts = 0;
    let making: Promise<unknown> | undefined;
    const watch = (method: string, path: string) => {
      if (method !== "POST" || !path.endsWith("/Users")) return;
      posts += 1;
      if (posts === 10) making = plainClient(scene.server).createUser({ userName: "p9@example.com" });
    };
    // The last in the order of keys.
    const scene = await setScene(() => startSandboxServer(), { watch, limits: { concurrency: 1 } });
    const report = await scene.sync(people(60));
    await making;
    expect([report.counts.linked, report.counts.created, report.failures]).toEqual([1, 59, []]);
    await expectNobodyTwice(scene);
    await scene.expectNoRequests();
  });
});

describe("a filter for each all the same", () => {
  test.each<readonly [string, number, Before]>([
    ["for a few", 4, {}],
    ["where the list is longer", 20, { users: others(250), connector: { reads: { pageSize: 5 } } }],
    ["where pages are shorter than asked for", 16, { users: others(320), quirks: ["pagesOfTen"] }],
    ["where it is not told how many there are", 20, { quirks: ["noTotal"] }],
    ["where totals are not to be believed", 20, { connector: { reads: { totalResults: "ignore" } } }],
    ["where only a first page can be had", 20, { connector: { reads: { paging: "firstPage" } } }],
    ["where filters are trusted", 20, { connector: { matching: { filter: "trust" } } }],
    ["where the list never ends as it says", 20, { users: others(60), quirks: ["totalCapped"] }],
    ["where every page is the first", 20, { users: others(25), quirks: ["everyPageIsFirst"] }],
  ])("%s", async (_, count, before) => {
    const { scene, requests } = await setWatched(before);
    const report = await scene.sync(people(count));
    expect([report.counts.created, report.failures]).toEqual([count, []]);
    const asked = requests();
    expect(asked[byUserName]).toBeGreaterThanOrEqual(count - 1);
    expect(asked["GET /Users"] ?? 0).toBeLessThanOrEqual(4);
  });
});

/** At servers where nothing keeps a name unique, so that whoever is overlooked is doubled. */
describe("a list that leaves somebody out and says that it is complete is not believed", () => {
  const there = byHand(1, 60, { active: false });
  test.each<readonly [QuirkName, readonly JsonObject[]]>([
    ["listTellsNobody", there],
    ["listIsSample", there],
    ["listHidesInactive", there],
    ["listCutShort", [...others(20), ...there]],
    [
      "listWithoutExternalId",
      Array.from({ length: 59 }, (_, at) => ({
        userName: `old${at}@example.com`,
        externalId: `p${at + 1}`,
      })),
    ],
  ])("%s", async (quirk, users) => {
    const { scene, requests } = await setWatched({ users, quirks: [quirk, "noUniqueness"] });
    // p0 alone is new: at a target that seems to be empty nobody can be asked for before the first is made.
    const report = await scene.sync(people(60));
    expect(report.failures).toEqual([]);
    expect([report.counts.linked, report.counts.created]).toEqual([59, 1]);
    await expectNobodyTwice(scene);
    expect(requests()["GET /Users"]).toBeLessThanOrEqual(3);
    expect(await scene.server.users()).toHaveLength(users.length + 1);
  });

  test("that is remembered", async () => {
    const { scene, requests } = await setWatched({ quirks: ["listIsSample"] });
    // From 20 accounts on so many more would be held.
    await scene.sync(people(19));
    requests();
    await scene.sync(people(60));
    const { "GET /Users": lists, [byUserName]: filters } = requests();
    expect([lists, filters]).toEqual([undefined, 41]);
  });

  test("an attribute that nobody can be found by does not count", async () => {
    const { scene, requests } = await setWatched({
      quirks: ["listWithoutExternalId", "externalIdFindsNobody"],
    });
    await scene.bring(people(60));
    const { [byUserName]: byName = 0, [byExternalId]: byId = 0 } = requests();
    expect([byName, byId].every((count) => count < 10)).toBe(true);
  });
});

test("where names are unique, those whom a list hides are linked after their name was refused", async () => {
  const { scene } = await setWatched({
    users: byHand(50, 60, { active: false }),
    quirks: ["listHidesInactive"],
  });
  const report = await scene.sync(people(60));
  expect([report.counts.linked, report.counts.created, report.failures]).toEqual([10, 50, []]);
  expect((await scene.server.users()).every(({ active }) => active !== false)).toBe(true);
  await expectNobodyTwice(scene);
});
