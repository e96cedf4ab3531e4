import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { targetAt, workshop, type Workshop } from "./workshop.ts";

/** The tests follow each other, as days do. */
let shop: Workshop;
let app: Sandbox;

beforeAll(async () => {
  [shop, app] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
  const more = ["guard: { updates: { percent: 100% } }"];
  await shop.configure(targetAt("app", app, { groups: '{ push: ["*"] }', more }));
});
afterAll(() => Promise.all([shop.remove(), app.close()]));

const users = 1_000;
const groups = ["g1,Eng", "g2,Ops"];
const memberships = Array.from({ length: users }, (_, n) => `g${(n % 2) + 1},e${n}`);

/** Nobody has a manager, so that each account is written once. */
function people(name: string): readonly string[] {
  return Array.from({ length: users }, (_, n) => `e${n},user${n}@x.org,${name}${n},,`);
}

/** What came in during a run, by method. */
async function requestsOf(run: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  app.clearRequests();
  await run();
  return app.requests().byMethod;
}

test("a first push makes each account once, and looks for it once by each attribute it is matched by", async () => {
  await shop.write({ people: people("User"), groups, memberships });
  const { GET = 0, ...writes } = await requestsOf(() => shop.sync());
  // Each group is made, and gets its members a hundred at a time.
  expect(writes).toEqual({ POST: users + groups.length, PATCH: users / 100 });
  // Two look-ups each; besides them ServiceProviderConfig, Schemas, and what tells whether filters are to be believed.
  expect(GET).toBeLessThanOrEqual(2 * (users + groups.length) + 6);
}, 60_000);

test("nothing is sent when the files are the same, nor when their lines stand in another order", async () => {
  expect(await requestsOf(() => shop.sync())).toEqual({});
  await shop.write({
    people: people("User").toReversed(),
    groups: groups.toReversed(),
    memberships: memberships.toReversed(),
  });
  expect(await requestsOf(() => shop.sync())).toEqual({});
});

test("a thousand changed users are a thousand requests, and one that asks what the provider can do", async () => {
  await shop.write({ people: people("Other"), groups, memberships });
  expect(await requestsOf(() => shop.sync())).toEqual({ GET: 1, PATCH: users });
}, 60_000);

test("reapplying a mapping that gives the same sends nothing", async () => {
  expect(await requestsOf(() => shop.sync({ mode: "reapply" }))).toEqual({});
});
