import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { readAll } from "../support/servers/read-back.ts";
import { type TargetLines, targetAt, workshop, type Workshop } from "./workshop.ts";

let shop: Workshop;
let app: Sandbox;

beforeEach(async () => {
  [shop, app] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
});
afterEach(() => Promise.all([shop.remove(), app.close()]));

const people = Array.from({ length: 30 }, (_, n) => `e${n},user${n}@x.org,User${n},dept${n % 3},`);
const titled = ["title: ${user.department}"];

/** A company in sync, whose mapping then changes. */
async function withChangedMapping(more: Partial<TargetLines> = {}): Promise<void> {
  await shop.write({ people });
  await shop.configure(targetAt("app", app, more));
  await shop.sync();
  await shop.configure(targetAt("app", app, { attributes: titled, ...more }));
}

async function titles(): Promise<number> {
  const users = await readAll(`${app.url}/Users`, app.token);
  return users.filter(({ title }) => title !== undefined).length;
}

test("a changed mapping is told in numbers, by attribute, and by example", async () => {
  await withChangedMapping();
  const [plan] = await shop.plan();
  expect(plan?.mappingChange).toEqual({
    users: 30,
    outOf: 30,
    attributes: [{ path: "title", users: 30 }],
    examples: [
      { key: "e0", name: "user0@x.org", path: "title", before: null, after: "dept0" },
      { key: "e1", name: "user1@x.org", path: "title", before: null, after: "dept1" },
      { key: "e2", name: "user2@x.org", path: "title", before: null, after: "dept2" },
    ],
  });
});

test("for more users than may change unseen it is held, night after night, until mappings are reapplied", async () => {
  await withChangedMapping();
  for (let night = 0; night < 2; night += 1) {
    const [report] = await shop.sync();
    expect(report).toMatchObject({ exitCode: 4, counts: { updated: 0, held: 30 }, requests: { total: 0 } });
    expect(report?.guard).toMatchObject([{ guard: "mapping", removals: 30, outOf: 30, limit: 6, held: 30 }]);
    expect(report?.guard[0]?.message).toMatch(
      /^mapping changed: 30 of 30 users would differ \(title 30\), more than the limit of 6 .*scimsync sync app --reapply/,
    );
  }
  expect(await titles()).toBe(0);
  // What has another cause goes on.
  await shop.write({ people: [...people, "e99,new@x.org,New,dept1,"] });
  expect((await shop.sync())[0]).toMatchObject({ exitCode: 4, counts: { created: 1, held: 30 } });
  const [reapplied] = await shop.sync({ mode: "reapply" });
  expect(reapplied).toMatchObject({ exitCode: 0, counts: { updated: 30, held: 0 } });
  expect(await titles()).toBe(31);
  expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, requests: { total: 0 } });
});

test("taken back, it leaves nothing held", async () => {
  await withChangedMapping();
  await shop.sync();
  await shop.configure(targetAt("app", app));
  expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, counts: { held: 0, updated: 0 } });
  expect((await shop.sync())[0]).toMatchObject({ requests: { total: 0 } });
});

test("for few users, or with a wider guard, it is applied at once", async () => {
  await withChangedMapping({ more: ["guard: { mapping: { percent: 100%, count: 100 } }"] });
  expect((await shop.sync())[0]).toMatchObject({ exitCode: 0, counts: { updated: 30, held: 0 } });
  expect(await titles()).toBe(30);
});
