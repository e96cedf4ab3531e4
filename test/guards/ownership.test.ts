import { describe, expect, test } from "vitest";
import { readAll } from "../support/servers/read-back.ts";
import { company, people } from "./company.ts";

const here = company();
const under = (...lines: readonly string[]) => ({ createOnly: ["[]", ...lines].join("\n      ") });
const three = people(0, 3);

async function post(type: "Users" | "Groups", body: Readonly<Record<string, unknown>>): Promise<string> {
  const { url, token } = here().app;
  const kind = type === "Users" ? "User" : "Group";
  const answer = await fetch(`${url}/${type}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
    body: JSON.stringify({ schemas: [`urn:ietf:params:scim:schemas:core:2.0:${kind}`], ...body }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { readonly id: string }).id;
}

/** e0 has an account before us, and so has a stranger; e1 and e2 get theirs from us. */
async function begin(settings: ReturnType<typeof under>): Promise<void> {
  await post("Users", { userName: "user0@x.org", active: true });
  await post("Users", { userName: "stranger@x.org", active: true });
  await here().configure(settings);
  expect(await here().sync({ people: three })).toMatchObject({
    exitCode: 0,
    counts: { linked: 1, created: 2 },
  });
}

const names = () =>
  here()
    .app.users()
    .map(({ userName }) => userName as string)
    .sort();

describe("first run", () => {
  test("removes nothing at a target full of others, and tells what it adopted", async () => {
    for (let n = 0; n < 10; n += 1) await post("Users", { userName: `stranger${n}@x.org`, active: true });
    await begin(under("deprovision: delete", "adopted: { delete: true }"));
    const { requests } = here().app.requests();
    expect(requests.filter(({ method }) => method === "DELETE")).toEqual([]);
    expect(here().active()).toHaveLength(14);
  });

  test("nor with a state file that is lost, when people have left meanwhile", async () => {
    await begin(under("deprovision: delete", "adopted: { delete: true }"));
    const before = names();
    const { rm } = await import("node:fs/promises");
    for (const end of ["", "-wal", "-shm"])
      await rm(`${here().shop.folder}/scimsync.db${end}`, { force: true });
    const report = await here().sync({ people: people(2, 3) });
    expect(report).toMatchObject({
      exitCode: 0,
      counts: { linked: 1, created: 0, deactivated: 0, deleted: 0 },
    });
    expect(names()).toEqual(before);
    expect(here().active()).toHaveLength(4);
  });
});

describe("an adopted account whose owner leaves", () => {
  test("is deactivated as any other", async () => {
    await begin(under());
    expect(await here().sync({ people: three.slice(2) })).toMatchObject({
      counts: { deactivated: 2, deleted: 0 },
    });
    expect(here().active()).toEqual(["stranger@x.org", "user2@x.org"]);
  });

  test("is deactivated and not deleted, though others are, and the plan says why", async () => {
    await begin(under("deprovision: delete"));
    await here().shop.write({ people: three.slice(2) });
    expect((await here().plan()).listed.map(({ operation }) => operation)).toMatchObject([
      {
        kind: "deactivate",
        key: "e0",
        cause: "gone from the source; not deleted, for it was there before (users.adopted)",
      },
      { kind: "delete", key: "e1" },
    ]);
    expect(await here().sync()).toMatchObject({ exitCode: 0, counts: { deactivated: 1, deleted: 1 } });
    expect(names()).toEqual(["stranger@x.org", "user0@x.org", "user2@x.org"]);
    expect(await here().sync(undefined, 24 * 365)).toMatchObject({ requests: { total: 0 } });
  });

  test("nor is it deleted when it was off for long enough", async () => {
    await begin(under("deleteAfter: 30d"));
    await here().sync({ people: three.slice(2) });
    expect(await here().sync(undefined, 24 * 31)).toMatchObject({ exitCode: 0, counts: { deleted: 1 } });
    expect(names()).toEqual(["stranger@x.org", "user0@x.org", "user2@x.org"]);
  });

  test("is deleted where that is said", async () => {
    await begin(under("deprovision: delete", "adopted: { delete: true }"));
    expect(await here().sync({ people: three.slice(2) })).toMatchObject({ counts: { deleted: 2 } });
    expect(names()).toEqual(["stranger@x.org", "user2@x.org"]);
  });

  test("is left as it is where that is said, and found again when the owner returns", async () => {
    await begin(under("adopted: { deactivate: false }"));
    expect(await here().sync({ people: three.slice(2) })).toMatchObject({
      exitCode: 0,
      counts: { deactivated: 1 },
    });
    expect(here().active()).toEqual(["stranger@x.org", "user0@x.org", "user2@x.org"]);
    expect(await here().sync({ people: three })).toMatchObject({
      exitCode: 0,
      counts: { created: 0, reactivated: 2 },
    });
  });
});

test("accounts that are let go of are guarded like those that are deactivated, for they leave their groups", async () => {
  const everybody = people(0, 30);
  await here().configure(under("deprovision: leave"));
  await here().sync({ people: everybody });
  expect(await here().sync({ people: people(7, 30) })).toMatchObject({
    exitCode: 4,
    guard: [{ guard: "users", held: 7 }],
  });
});

test("a group that was there before is let go of, not deleted, and the plan says why", async () => {
  await post("Groups", { displayName: "Old" });
  const push = "{ push: ['*'], existing: merge, unpushed: delete }";
  await here().configure({ groups: push });
  const all = { people: three, groups: ["g1,Old", "g2,New"], memberships: ["g1,e1"] };
  expect(await here().sync(all)).toMatchObject({
    exitCode: 0,
    counts: { groupsLinked: 1, groupsCreated: 1 },
  });
  await here().shop.write({ people: three });
  const { listed } = await here().plan();
  expect(listed.map(({ operation }) => [operation.kind, operation.name])).toEqual([
    ["unlink", "Old"],
    ["delete", "New"],
  ]);
  expect(listed[0]?.operation).toMatchObject({
    cause: "gone from the source; not deleted, for it was there before",
  });
  await here().sync();
  const left = await readAll(`${here().app.url}/Groups`, here().app.token);
  expect(left.map(({ displayName }) => displayName)).toEqual(["Old"]);
});
