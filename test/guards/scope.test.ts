import { expect, test } from "vitest";
import { company, people } from "./company.ts";

const here = company();
const grace = { createOnly: "[]\n      deactivateAfter: 7d" };

async function leave(n: number, hour = 0) {
  return here().sync({ people: people(n, 30) }, hour);
}

async function begin(): Promise<void> {
  await here().configure(grace);
  await here().sync({ people: people(0, 30) });
}

test("up to the limit a grace begins without a word", async () => {
  await begin();
  expect(await leave(6)).toMatchObject({ exitCode: 0, guard: [], counts: { deactivated: 0 } });
});

test("beyond it that is told, once, and nothing happens to the accounts", async () => {
  await begin();
  const plan = await here()
    .shop.write({ people: people(7, 30) })
    .then(() => here().plan());
  const report = await leave(7);
  for (const guard of [plan.guard, report.guard]) {
    expect(guard).toMatchObject([{ guard: "scope", removals: 7, outOf: 30, limit: 6, held: 0 }]);
    expect(guard[0]?.message).toMatch(
      /7 of 30 users left scope, .* Their grace has begun, and nothing happens/,
    );
  }
  expect(report).toMatchObject({ exitCode: 4, counts: { deactivated: 0, held: 0 }, requests: { total: 0 } });
  expect(await here().sync(undefined, 1)).toMatchObject({ exitCode: 0, guard: [] });
  expect(here().active()).toHaveLength(30);
});

test("a leak in several runs is seen, and after a day forgotten", async () => {
  await begin();
  expect(await leave(4)).toMatchObject({ exitCode: 0 });
  expect(await leave(8, 23)).toMatchObject({ exitCode: 4, guard: [{ guard: "scope", removals: 8 }] });
  expect(await leave(9, 48)).toMatchObject({ exitCode: 0, guard: [] });
});

test("whoever knows of it says so, and hears nothing", async () => {
  await begin();
  await here().shop.write({ people: people(7, 30) });
  expect(await here().sync(undefined, 0, { allowRemovals: 7 })).toMatchObject({ exitCode: 0, guard: [] });
});

test("mended in time nobody loses anything; not mended, the guard of users holds them when the grace is over", async () => {
  await begin();
  await leave(7);
  expect(await here().sync({ people: people(0, 30) }, 24)).toMatchObject({ exitCode: 0 });
  await leave(7, 48);
  const over = await here().sync(undefined, 48 + 7 * 24);
  expect(over).toMatchObject({
    exitCode: 4,
    guard: [{ guard: "users", held: 7 }],
    counts: { deactivated: 0 },
  });
  expect(here().active()).toHaveLength(30);
});
