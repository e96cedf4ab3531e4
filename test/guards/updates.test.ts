import { expect, test } from "vitest";
import { company, people, person } from "./company.ts";

const here = company();
const everybody = people(0, 30);
const titled = (users: string) => [`title: '\${user.id in [${users}] ? "Dr" : ""}'`];
const renamed = (given: string, n = 30) => everybody.map((line, at) => (at < n ? person(at, given) : line));

test("an emptied column is held, and joiners, leavers and memberships go on", async () => {
  const groups = ["g1,Everybody"];
  await here().configure({ groups: "{ push: ['*'] }" });
  await here().sync({ people: everybody, groups, memberships: ["g1,e1"] });
  const emptied = [...renamed(""), person(99)].slice(1);
  const report = await here().sync({ people: emptied, groups, memberships: ["g1,e1", "g1,e2"] });
  expect(report).toMatchObject({
    exitCode: 4,
    guard: [{ guard: "updates", removals: 29 }],
    counts: { updated: 0, held: 29, created: 1, deactivated: 1, membersAdded: 1 },
  });
  const names = here()
    .app.users()
    .map(({ name }) => (name as { givenName?: string }).givenName);
  expect(names.filter((name) => name === undefined)).toEqual([]);
  // Mended, nothing is held any more.
  const mended = await here().sync({
    people: [...everybody.slice(1), person(99)],
    groups,
    memberships: ["g1,e1", "g1,e2"],
  });
  expect(mended).toMatchObject({ exitCode: 0, guard: [], counts: { held: 0 } });
  expect(await here().sync()).toMatchObject({ requests: { total: 0 } });
});

test("what the guard of mappings holds or lets go is not counted again", async () => {
  await here().configure();
  await here().sync({ people: everybody });
  await here().configure({ attributes: ["title: ${user.department}"] });
  const report = await here().sync({ people: renamed("New", 10) });
  expect(report).toMatchObject({
    exitCode: 4,
    guard: [{ guard: "mapping", removals: 20 }],
    counts: { updated: 10, held: 20 },
  });
  const wide = ["guard: { mapping: { percent: 100%, count: 1000 } }"];
  await here().configure({ attributes: ["title: ${user.department}"], more: wide });
  expect(await here().sync()).toMatchObject({ exitCode: 0, guard: [], counts: { updated: 20 } });
  expect(await here().sync({ people: renamed("Again", 10) }, 1)).toMatchObject({
    exitCode: 0,
    counts: { updated: 10 },
  });
});

test("reapplying mappings lets through what comes from the mapping, and nothing else", async () => {
  await here().configure();
  await here().sync({ people: everybody });
  await here().configure({ attributes: ["title: ${user.department}"] });
  expect(await here().sync(undefined, 0, { mode: "reapply" })).toMatchObject({
    exitCode: 0,
    counts: { updated: 30 },
  });
  const emptied = await here().sync({ people: renamed("") }, 0, { mode: "reapply" });
  expect(emptied).toMatchObject({
    exitCode: 4,
    guard: [{ guard: "updates", removals: 30 }],
    counts: { updated: 0, held: 30 },
  });
});

test("mapping edits in several runs of a day count together", async () => {
  await here().configure();
  await here().sync({ people: everybody });
  const edit = async (n: number, hour: number) => {
    await here().configure({
      attributes: titled(Array.from({ length: n }, (_, at) => `"e${at}"`).join(", ")),
    });
    return here().sync(undefined, hour);
  };
  expect(await edit(4, 0)).toMatchObject({ exitCode: 0, counts: { updated: 4 } });
  expect(await edit(8, 23)).toMatchObject({
    exitCode: 4,
    guard: [{ guard: "mapping", removals: 8, limit: 6, held: 4 }],
  });
  expect(await here().sync(undefined, 25)).toMatchObject({ exitCode: 0, counts: { updated: 4 } });
});
