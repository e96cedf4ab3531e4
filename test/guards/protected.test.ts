import { describe, expect, test } from "vitest";
import type { RunReport } from "../../src/sync/report.ts";
import { readAll } from "../support/servers/read-back.ts";
import type { TargetLines } from "../sync/workshop.ts";
import { company, people, person } from "./company.ts";

const here = company();
const three = people(0, 3);
const protect = (...names: readonly string[]): Partial<TargetLines> => ({
  more: [`protect: [${names.join(", ")}]`],
});

async function post(userName: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { url, token } = here().app;
  await fetch(`${url}/Users`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
    body: JSON.stringify({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName, ...more }),
  });
}

/** Everything the service holds, so that nothing can have been touched unseen. */
async function held(): Promise<unknown> {
  const { url, token } = here().app;
  return [await readAll(`${url}/Users`, token), await readAll(`${url}/Groups`, token)];
}

function failed({ exitCode, failures }: RunReport): unknown {
  return [exitCode, failures.map(({ key, code, detail }) => `${key} ${code}: ${detail}`)];
}

const told = (key: string, what: string) => [3, [`${key} protected: is protected, and would be ${what}`]];

/** Synced without protection; then e0 is protected by this name, and the people are others. */
async function afterwards(name: string, changed: readonly string[]): Promise<RunReport> {
  await here().configure();
  await here().sync({ people: three });
  await here().configure(protect(name));
  const before = await held();
  const report = await here().sync({ people: changed });
  expect(await held()).toEqual(before);
  return report;
}

describe("an account with a protected name, key or id", () => {
  const renamed = ["e0,other@x.org,User0,dept0,", ...three.slice(1)];

  test.each(["user0@x.org", "USER0@*", "e0", "other@x.org"])("%s: is not renamed", async (name) => {
    expect(failed(await afterwards(name, renamed))).toEqual(told("e0", "changed (userName)"));
  });

  test("is not changed, which is told each night until the source no longer asks for it", async () => {
    expect(failed(await afterwards("e0", [person(0, "New"), ...three.slice(1)]))).toEqual(
      told("e0", "changed (name.givenName)"),
    );
    expect(await here().sync()).toMatchObject({ exitCode: 3, failures: [{ key: "e0", code: "protected" }] });
    expect(await here().sync({ people: three })).toMatchObject({ exitCode: 0, failures: [] });
    expect(await here().sync()).toMatchObject({ exitCode: 0, requests: { total: 0 } });
  });

  test("is not deactivated", async () => {
    expect(failed(await afterwards("e0", three.slice(1)))).toEqual(
      told("e0", "deactivated (gone from the source)"),
    );
  });

  test("nor is its grace begun", async () => {
    await here().configure();
    await here().sync({ people: three });
    await here().configure({ ...protect("e0"), createOnly: "[]\n      deactivateAfter: 7d" });
    expect(await here().sync({ people: three.slice(1) })).toMatchObject({ exitCode: 3 });
    expect(await here().sync(undefined, 24 * 30)).toMatchObject({ exitCode: 3, counts: { deactivated: 0 } });
    expect(here().active()).toHaveLength(3);
  });

  test("is not made, and everybody else is", async () => {
    await here().configure(protect("user0@*"));
    const report = await here().sync({ people: three });
    expect(failed(report)).toEqual(told("e0", "made, or linked if it is there"));
    expect(report.counts).toMatchObject({ created: 2 });
  });

  test("is told in the plan, which ends with 3 for it", async () => {
    await here().configure(protect("user0@*"));
    await here().shop.write({ people: three });
    expect((await here().plan()).listed.map(({ operation }) => operation.key)).toEqual(["e1", "e2"]);
  });

  test("nothing is told where nothing would be done", async () => {
    expect(failed(await afterwards("e0", three))).toEqual([0, []]);
  });
});

describe("an account that a look-up finds", () => {
  test.each([
    ["by its name", "root@*", { userName: "root@x.org", externalId: "e0" }],
    ["by its id", "", { userName: "ann@x.org", externalId: "e0" }],
  ])("is not adopted when it is protected %s", async (_how, name, { userName, externalId }) => {
    await post(userName, { externalId });
    const id = here().app.users()[0]!["id"] as string;
    await here().configure(protect(name === "" ? id : name));
    const before = here().app.users();
    const report = await here().sync({ people: three });
    expect(report).toMatchObject({
      exitCode: 3,
      counts: { created: 2, linked: 0 },
      failures: [{ key: "e0", code: "protected" }],
    });
    expect(report.failures[0]?.detail).toContain(`${id} (${userName})`);
    expect(
      here()
        .app.users()
        .filter((user) => user["id"] === id),
    ).toEqual(before);
  });
});

describe("groups", () => {
  const groups = ["g0,Staff", "g1,Admins"];
  const staff = three.map((_, n) => `g0,e${n}`);

  /** Synced without protection; then Admins are protected. */
  async function begin(memberships: readonly string[] = [...staff, "g1,e0"]): Promise<void> {
    const push = "{ push: ['*'], unpushed: delete }";
    await here().configure({ groups: push });
    await here().sync({ people: three, groups, memberships });
    await here().configure({ groups: push, ...protect("admins") });
  }

  test.each([
    [
      "renamed",
      { groups: ["g0,Staff", "g1,Gods"], memberships: [...staff, "g1,e0"] },
      "would be changed (displayName)",
    ],
    ["deleted", { groups: ["g0,Staff"], memberships: staff }, "would be deleted (gone from the source)"],
    [
      "filled",
      { groups, memberships: [...staff, "g1,e0", "g1,e1"] },
      "its members would change: 1 more, 0 fewer",
    ],
    ["emptied", { groups, memberships: staff }, "its members would change: 0 more, 1 fewer"],
  ])("a protected one is not %s", async (_what, after, said) => {
    await begin();
    const before = await held();
    expect(failed(await here().sync({ people: three, ...after }))).toEqual([
      3,
      [`g1 protected: is protected, and ${said}`],
    ]);
    expect(await held()).toEqual(before);
    expect(await here().sync()).toMatchObject({ exitCode: 3 });
    expect(await here().sync({ people: three, groups, memberships: [...staff, "g1,e0"] })).toMatchObject({
      exitCode: 0,
      failures: [],
    });
  });

  test("a protected user comes and goes in ordinary groups as anybody", async () => {
    await here().configure({ groups: "{ push: ['*'] }" });
    await here().sync({ people: three, groups, memberships: staff });
    await here().configure({ groups: "{ push: ['*'] }", ...protect("e0") });
    const report = await here().sync({ people: three, groups, memberships: [...staff.slice(1), "g1,e0"] });
    expect(report).toMatchObject({ exitCode: 0, counts: { membersAdded: 1, membersRemoved: 1 } });
  });

  test("a protected user who vanishes from the source keeps account and memberships", async () => {
    await here().configure({ groups: "{ push: ['*'] }" });
    await here().sync({ people: three, groups, memberships: staff });
    await here().configure({ groups: "{ push: ['*'] }", ...protect("e0") });
    const before = await held();
    const gone = { people: three.slice(1), groups, memberships: staff.slice(1) };
    expect(await here().sync(gone)).toMatchObject({ exitCode: 3, counts: { membersRemoved: 0 } });
    expect(await held()).toEqual(before);
    expect(await here().sync({ people: three, groups, memberships: staff })).toMatchObject({ exitCode: 0 });
    expect(await here().sync({ people: three, groups, memberships: staff.slice(1) })).toMatchObject({
      exitCode: 0,
      counts: { membersRemoved: 1 },
    });
  });
});
