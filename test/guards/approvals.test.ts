import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { targetAt } from "../sync/workshop.ts";
import { company, people, person } from "./company.ts";

const here = company();
const everybody = people(0, 30);

async function leave(n: number): Promise<string> {
  await here().configure();
  await here().sync({ people: everybody });
  const report = await here().sync({ people: people(n, 30) });
  expect(report.counts.held).toBe(n);
  return report.runId;
}

const standing = () => here().shop.dump()["approval"]!;

test("of some keys only those go, and the others stay held", async () => {
  await leave(10);
  await here().approve(0, "e3", "e5");
  const plan = await here().plan();
  expect(
    plan.listed.filter(({ state }) => state === "planned").map(({ operation }) => operation.key),
  ).toEqual(["e3", "e5"]);
  const report = await here().sync();
  expect(report).toMatchObject({ exitCode: 4, counts: { deactivated: 2, held: 8 } });
  expect(here().active()).not.toContain("user3@x.org");
  expect(here().active()).toContain("user4@x.org");
});

test("what was approved is not counted, so that what comes later has its whole limit", async () => {
  const run = await leave(10);
  await here().approve(0, run);
  await here().sync();
  // 20 are left, of whom 5 may go.
  expect(await here().sync({ people: people(14, 30) }, 1)).toMatchObject({
    exitCode: 0,
    counts: { deactivated: 4 },
  });
});

test("after a day it lapses", async () => {
  const run = await leave(10);
  await here().approve(0, run);
  expect(await here().sync(undefined, 24.1)).toMatchObject({
    exitCode: 4,
    counts: { deactivated: 0, held: 10 },
  });
  expect(standing()).toEqual([]);
});

test("it is used up: whoever comes back and leaves again is held again", async () => {
  const run = await leave(10);
  await here().approve(0, run);
  await here().sync();
  await here().sync({ people: everybody }, 1);
  expect(await here().sync({ people: people(10, 30) }, 2)).toMatchObject({
    exitCode: 4,
    counts: { held: 10 },
  });
});

test("it holds for that change alone: another one is held anew", async () => {
  await here().configure();
  await here().sync({ people: everybody });
  const changed = (given: string) => everybody.map((_, n) => person(n, given));
  const { runId } = await here().sync({ people: changed("New") });
  await here().approve(0, runId);
  expect(await here().sync({ people: changed("Other") })).toMatchObject({
    exitCode: 4,
    counts: { updated: 0, held: 30 },
  });
  expect(await here().sync({ people: changed("New") })).toMatchObject({
    exitCode: 0,
    counts: { updated: 30 },
  });
});

test("a target that cannot be worked with does not use it up", async () => {
  const run = await leave(10);
  await here().approve(0, run);
  const { shop, app } = here();
  await shop.configure(targetAt("app", { url: app.url, token: "wrong" }));
  expect(await here().sync(undefined, 1)).toMatchObject({ exitCode: 6 });
  expect(standing()).toHaveLength(10);
  await here().configure();
  expect(await here().sync(undefined, 2)).toMatchObject({ exitCode: 0, counts: { deactivated: 10 } });
  expect(standing()).toEqual([]);
});

test("a run can be named although later ones held the same", async () => {
  const first = await leave(10);
  await here().sync(undefined, 1);
  await here().sync(undefined, 2);
  await here().approve(3, first);
  expect(await here().sync(undefined, 3)).toMatchObject({ exitCode: 0, counts: { deactivated: 10 } });
});

test("held updates of a changed mapping can be tried on some", async () => {
  await here().configure();
  await here().sync({ people: everybody });
  await here().configure({ attributes: ["title: ${user.department}"] });
  await here().sync();
  await here().approve(0, "e7");
  expect(await here().sync()).toMatchObject({ exitCode: 4, counts: { updated: 1, held: 29 } });
});

describe("a name that means nothing is refused, and then nothing is approved", () => {
  test("a key of whom nothing is held", async () => {
    await leave(10);
    await expect(here().approve(0, "e3", "e29")).rejects.toThrow(
      /nothing of e29 is held, .* nothing was approved/,
    );
    await expect(here().approve(0, "e3", "e29")).rejects.toThrow(UsageError);
    expect(standing()).toEqual([]);
  });
  test("a run whose removals were taken back", async () => {
    const run = await leave(10);
    await here().sync({ people: everybody });
    await expect(here().approve(0, run)).rejects.toThrow(/nothing that the run .* held is held now/);
  });
});
