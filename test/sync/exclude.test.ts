import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { readAll } from "../support/servers/read-back.ts";
import { targetAt, workshop, type Workshop } from "./workshop.ts";

let shop: Workshop;
let app: Sandbox;
let other: Sandbox;

beforeEach(async () => {
  [shop, app, other] = await Promise.all([workshop(), startSandbox({ seed: 1 }), startSandbox({ seed: 2 })]);
});
afterEach(() => Promise.all([shop.remove(), app.close(), other.close()]));

const people = Array.from({ length: 30 }, (_, n) => `e${n},user${n}@x.org,User${n},dept${n % 3},`);
const groups = ["g1,Engineering", "g2,Contractors", "g3,External"];
const memberships = people.map((_, n) => `g1,e${n}`);

async function active({ url, token }: Sandbox): Promise<readonly string[]> {
  const users = await readAll(`${url}/Users`, token);
  return users.filter((user) => user["active"] === true).map((user) => user["userName"] as string);
}

test("whoever comes to be excluded loses the account as whoever leaves scope does", async () => {
  const assign =
    "{ groups: [engineering], exclude: { groups: [contractors], where: user.given == 'User2' } }";
  await shop.configure(targetAt("app", app, { assign }));
  await shop.write({ people, groups, memberships });
  expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, counts: { created: 29 } });
  await shop.write({ people, groups, memberships: [...memberships, "g2,e1"] });
  const [plan] = await shop.plan();
  expect(plan?.listed.map(({ operation }) => operation)).toMatchObject([
    { kind: "deactivate", key: "e1", cause: "assign.exclude.groups: member of Contractors" },
  ]);
  expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, counts: { deactivated: 1 } });
  expect(await active(app)).toHaveLength(28);
  expect((await shop.sync())[0]).toMatchObject({ requests: { total: 0 } });
  // Let go of again, they are back under the old id.
  await shop.write({ people, groups, memberships });
  expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, counts: { reactivated: 1 } });
});

test("an exclusion of too many is held by the guard", async () => {
  await shop.configure(targetAt("app", app));
  await shop.write({ people, groups, memberships });
  await shop.sync();
  await shop.configure(targetAt("app", app, { assign: '{ everyone: true, exclude: { groups: ["eng*"] } }' }));
  const [held] = await shop.sync();
  expect(held).toMatchObject({ exitCode: 4, counts: { deactivated: 0, held: 30 }, requests: { total: 0 } });
  expect(await active(app)).toHaveLength(30);
  const [released] = await shop.sync({ allowRemovals: 30 });
  expect(released).toMatchObject({ exitCode: 0, counts: { deactivated: 30 } });
});

test("each target has a scope of its own over one directory", async () => {
  await shop.configure(
    targetAt("app", app, { assign: "{ groups: [engineering], exclude: { groups: [external] } }" }),
    targetAt("other", other, { assign: "{ groups: [external], where: user.department == 'dept0' }" }),
  );
  await shop.write({ people, groups, memberships: [...memberships.slice(0, 5), "g3,e0", "g3,e1"] });
  const reports = await shop.sync();
  expect(reports.map(({ counts }) => counts.created)).toEqual([3, 11]);
  expect(await active(app)).toEqual(["user2@x.org", "user3@x.org", "user4@x.org"]);
  expect(await active(other)).toContain("user1@x.org");
  // One user moves from the one to the other.
  await shop.write({ people, groups, memberships: [...memberships.slice(0, 5), "g3,e0", "g3,e1", "g3,e2"] });
  expect((await shop.sync()).map(({ counts }) => [counts.deactivated, counts.created])).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test("a group that assign names and the source does not have is told, in every run", async () => {
  const assign = '{ groups: [engineerin, "eng*", ENGINEERING], exclude: { groups: [zzz, contractors] } }';
  await shop.configure(targetAt("app", app, { assign }));
  await shop.write({ people, groups, memberships });
  const expected = [
    expect.stringMatching(
      /scimsync\.yaml:11:24 targets\.app\.assign\.groups\[0\]: the source has no group called engineerin; did you mean Engineering\?$/,
    ),
    expect.stringMatching(/targets\.app\.assign\.exclude\.groups\[0\]: the source has no group called zzz$/),
  ];
  expect((await shop.plan())[0]?.notices).toEqual(expected);
  for (let night = 0; night < 2; night += 1) expect((await shop.sync())[0]?.notices).toEqual(expected);
  await shop.write({ people, groups: [...groups, "g4,zzz", "g5,Engineerin"], memberships });
  expect((await shop.sync())[0]?.notices).toEqual([]);
});
