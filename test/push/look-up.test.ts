import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { company, person } from "../support/company.ts";
import type { Directory } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";

/** So many people of the company, from its end, where nobody has a manager who is missing. */
function last(count: number): Directory {
  return { people: company.people.slice(-count), teams: [] };
}

interface Watched extends Scene {
  /** Requests since the last call, such as `GET /Users?filter=userName…`. */
  requests(): readonly string[];
}

/** A scene that tells what is asked for, at a server with quirks and users who are there already. */
async function setWatched(
  users: readonly JsonObject[] = [],
  quirks: readonly QuirkName[] = [],
  settings: JsonObject = {},
): Promise<Watched> {
  let seen: string[] = [];
  const record = (entry: JsonObject) => {
    const { method, url } = entry["request"] as { readonly method: string; readonly url: string };
    const { pathname, searchParams } = new URL(url);
    const [asked = ""] = (searchParams.get("filter") ?? "").split(" ");
    const query = asked === "" ? "" : `?filter=${asked}`;
    seen.push(`${method} ${pathname.replace(/^.*\/v2/, "")}${query}`);
  };
  const scene = await setScene(() => startSandboxServer(settings, quirks), { record }, fastClock(50));
  for (const user of users) await plainClient(scene.server).createUser(user);
  return Object.assign(Object.create(scene) as Scene, {
    requests() {
      const before = seen.filter((line) => !/ServiceProviderConfig|Schemas/.test(line));
      seen = [];
      return before;
    },
  });
}

const bothFilters = ["GET /Users?filter=userName", "GET /Users?filter=externalId", "POST /Users"];

test("the first account at an empty target costs two requests more, and no other does", async () => {
  const scene = await setWatched();
  await scene.bring(last(1));
  // A look at the list, which is empty; the account; the account by a filter that is known to find it.
  expect(scene.requests()).toEqual(["GET /Users", "POST /Users", "GET /Users?filter=userName"]);
  await scene.bring(last(2));
  expect(scene.requests()).toEqual(bothFilters);
  await scene.bring(last(4));
  expect(scene.requests().toSorted()).toEqual([...bothFilters, ...bothFilters].toSorted());
});

test("where somebody is there, a filter is tried on them first", async () => {
  const scene = await setWatched([{ userName: "other@x.example" }]);
  await scene.sync(last(1));
  expect(scene.requests()).toEqual(["GET /Users", "GET /Users?filter=userName", ...bothFilters]);
  await scene.sync(last(2));
  expect(scene.requests()).toEqual(bothFilters);
});

test("an attribute that cannot be asked for costs one request, and then none", async () => {
  const scene = await setWatched([], ["unknownFilter404"]);
  await scene.bring(last(2));
  expect(scene.requests().filter((line) => line.includes("externalId"))).toHaveLength(1);
  await scene.bring(last(3));
  expect(scene.requests()).toEqual(["GET /Users?filter=userName", "POST /Users"]);
});

test.each<QuirkName>(["filterFindsNobody", "filterIgnored", "filterRefused"])(
  "%s: all there is is listed once for all who are made",
  async (quirk) => {
    const users = Array.from({ length: 12 }, (_, n) => ({ userName: `other${n}@x.example` }));
    const scene = await setWatched(users, [quirk]);
    await scene.sync(last(6));
    const requests = scene.requests();
    expect(requests.filter((line) => line === "POST /Users")).toHaveLength(6);
    // The first look and the list.
    expect(requests.filter((line) => line === "GET /Users")).toHaveLength(2);
    expect(requests.filter((line) => line.includes("filter")).length).toBeLessThanOrEqual(2);
    await scene.sync(last(7));
    expect(scene.requests().filter((line) => line.includes("filter"))).toEqual([]);
  },
);

test("a name that a filter must escape is another thing to try", async () => {
  const scene = await setWatched([{ userName: "other@x.example" }], ["filterOnlyEq"]);
  const quoted = person("q1", "Quo", "Ted", { email: 'quo"ted@example.com' });
  await scene.sync({ people: [person("a1", "Ann", "Ash"), quoted], teams: [] });
  expect(await scene.server.users()).toHaveLength(3);
  await scene.expectNoRequests();
});
