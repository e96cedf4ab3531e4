import { expect, test } from "vitest";
import { readAll } from "../support/servers/read-back.ts";
import { company, people, person } from "./company.ts";

const here = company();

test("a first run makes everybody's account, however many", async () => {
  await here().configure();
  expect(await here().sync({ people: people(0, 120) })).toMatchObject({
    exitCode: 0,
    counts: { created: 120 },
  });
});

test("a first run that is interrupted goes on, however many are left", async () => {
  await here().configure();
  const stopping = new AbortController();
  let done = 0;
  const onEvent = ({ kind }: { readonly kind: string }) => {
    if (kind === "outcome" && (done += 1) === 30) stopping.abort();
  };
  const cut = await here().sync({ people: people(0, 120) }, 0, { stop: stopping.signal, onEvent });
  expect(cut).toMatchObject({ exitCode: 130 });
  expect(cut.counts.created).toBeLessThan(60);
  const rest = await here().sync(undefined, 1);
  expect(rest).toMatchObject({ exitCode: 0, guard: [], counts: { created: 120 - cut.counts.created } });
});

test("where there are fewer than 20 accounts everybody may come; from 20 on they may not", async () => {
  await here().configure();
  await here().sync({ people: people(0, 19) });
  expect(await here().sync({ people: people(0, 60) })).toMatchObject({
    exitCode: 0,
    counts: { created: 41 },
  });
});

test("from 20 accounts on a filter that lets everybody in is held, and the plan says whom", async () => {
  await here().configure({ assign: "{ where: 'user.department == \"dept0\"' }" });
  await here().sync({ people: people(0, 60) });
  await here().configure();
  const plan = await here().plan();
  expect(plan.guard).toMatchObject([{ guard: "creates", removals: 40, outOf: 20, limit: 20, held: 40 }]);
  expect(plan.guard[0]?.message).toContain("scimsync approve RUN");
  expect(plan.listed.map(({ operation, state }) => [operation.kind, state])).toEqual(
    Array.from({ length: 40 }, () => ["create", "held"]),
  );
  const report = await here().sync();
  expect(report).toMatchObject({ exitCode: 4, counts: { created: 0, held: 40 }, planId: plan.planId });
  expect(here().active()).toHaveLength(20);
});

test("whoever failed before is not counted as new", async () => {
  await here().configure();
  await here().sync({ people: people(0, 30) });
  const same = people(30, 60).map((line) => line.replace(/user\d+@/, "double@"));
  const refused = await here().sync({ people: [...people(0, 30), ...same] });
  expect(refused).toMatchObject({ exitCode: 3, counts: { created: 0, quarantined: 30 } });
  const mended = await here().sync({ people: people(0, 60) });
  expect(mended).toMatchObject({ exitCode: 0, guard: [], counts: { created: 30 } });
});

test("people who come back are counted with those who come", async () => {
  await here().configure();
  await here().sync({ people: people(0, 60) });
  await here().sync({ people: people(0, 35) }, 0, { allowRemovals: 25 });
  const report = await here().sync({ people: people(0, 60) });
  expect(report).toMatchObject({ exitCode: 4, guard: [{ guard: "creates", removals: 25, outOf: 35 }] });
  await here().approve(0, report.runId);
  expect(await here().sync()).toMatchObject({ exitCode: 0, counts: { reactivated: 25 } });
});

test("people who are named one by one are let in", async () => {
  await here().configure();
  await here().sync({ people: people(0, 30) });
  const keys = people(100, 130).map((line) => line.split(",")[0]!);
  const report = await here().sync({ people: [...people(0, 30), ...people(100, 130)] }, 0, {
    mode: "only",
    keys,
  });
  expect(report).toMatchObject({ exitCode: 0, counts: { created: 30 } });
});

test("who is held is in no group and nobody's manager; once approved, both", async () => {
  const groups = ["g1,Everybody"];
  const before = people(0, 30);
  await here().configure({ groups: "{ push: ['*'] }" });
  await here().sync({ people: before, groups, memberships: before.map((_, n) => `g1,e${n}`) });
  // One of the old gets a manager among the new; one of the new a manager among the new.
  const changed = [`${person(0)}e100`, ...before.slice(1), ...people(100, 120), `${person(120)}e101`];
  const memberships = changed.map((line) => `g1,${line.split(",")[0]}`);
  await here().shop.write({ people: changed, groups, memberships });
  const { listed } = await here().plan();
  expect(listed.filter(({ state }) => state === "planned")).toEqual([]);
  const held = await here().sync();
  expect(held).toMatchObject({ exitCode: 4, failures: [], counts: { created: 0, membersAdded: 0 } });
  expect(await sizeOf("Everybody")).toBe(30);
  await here().approve(0, held.runId);
  const done = await here().sync();
  expect(done).toMatchObject({
    exitCode: 0,
    failures: [],
    counts: { created: 21, membersAdded: 21, held: 0 },
  });
  expect(await sizeOf("Everybody")).toBe(51);
  expect(await managerOf("user0@x.org")).toBe(await idOf("user100@x.org"));
  expect(await managerOf("user120@x.org")).toBe(await idOf("user101@x.org"));
  expect(await here().sync()).toMatchObject({ exitCode: 0, requests: { total: 0 } });
});

async function sizeOf(name: string): Promise<number> {
  const all = await readAll(`${here().app.url}/Groups`, here().app.token);
  const found = all.find(({ displayName }) => displayName === name);
  return ((found?.["members"] ?? []) as readonly unknown[]).length;
}

async function userOf(name: string) {
  const all = await readAll(`${here().app.url}/Users`, here().app.token);
  return all.find(({ userName }) => userName === name)!;
}

async function idOf(name: string): Promise<unknown> {
  return (await userOf(name))["id"];
}

async function managerOf(name: string): Promise<unknown> {
  const extension = (await userOf(name))["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
  return (extension as { readonly manager?: { readonly value: string } } | undefined)?.manager?.value;
}
