import { afterEach, beforeEach, expect, test } from "vitest";
import { account, openOffice, type Office } from "./office.ts";

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

async function idOf(key: string): Promise<string> {
  const { targets } = await office.json("links", "list", "--key", key, "--resource", "user");
  return targets[0].links[0]?.id;
}

test("links are listed with filters, shown, dropped, and set again by somebody who knows", async () => {
  const other = await office.make("Users", account("benny", "Ben", "Fox"));
  expect((await office.run("sync")).code).toBe(0);
  const ben = await idOf("e2");
  expect((await office.json("links", "--resource", "user", "--limit", "2")).targets[0]).toMatchObject({
    total: 4,
    links: [
      { key: "e1", name: "ann@x.org", origin: "created", state: "active", inSource: true },
      { key: "e2" },
    ],
  });
  expect((await office.run("links", "list", "--state", "left")).stdout).toBe("app: 0 links\n");
  expect((await office.run("links", "show", "app", "g1")).stdout).toContain("members that are ours: 4");
  expect((await office.json("links", "show", "app", "e2")).links[0]).toMatchObject({
    id: ben,
    asserted: { password: "•••" },
  });

  expect((await office.run("links", "set", "app", "e2", other)).stderr).toContain(
    `e2 is linked to ${ben}; \`scimsync links drop app e2\``,
  );
  expect((await office.run("links", "drop", "app", "e2", "e99")).stderr).toContain(
    "e99 is linked to nothing at app; nothing was changed",
  );
  expect(await idOf("e2")).toBe(ben);
  expect((await office.run("links", "drop", "app", "e2")).stdout).toContain(
    `user e2 = ${ben} at app: forgotten`,
  );
  expect((await office.run("links", "set", "app", "e2", "nobody")).stderr).toContain(
    "app has no user with the id nobody",
  );
  const ann = await idOf("e1");
  expect((await office.run("links", "set", "app", "e2", ann)).stderr).toContain(`${ann} is linked to e1`);

  office.verbs();
  expect((await office.run("links", "set", "app", "e2", other)).stdout).toContain(
    `e2 is linked to ${other} (benny) at app; it is not as wanted`,
  );
  expect(Object.keys(office.verbs())).toEqual(["GET"]);
  const [{ operations }] = (await office.json("plan")).plans;
  expect(operations.map(({ kind, key }: { kind: string; key: string }) => `${kind} ${key}`)).toContain(
    "update e2",
  );
  // The account that was linked before is nobody's now.
  office.configure('groups: { push: ["*"] }', `protect: [${ben}]`);
  await office.run("links", "drop", "app", "e2");
  expect((await office.run("links", "set", "app", "e2", ben)).stderr).toContain("ben@x.org is protected");
});

test("pairs of another provider's export are linked without matching, and a file with a slip links nothing", async () => {
  const ann = await office.make("Users", account("a.lee", "A", "L"));
  const ben = await office.make("Users", account("ann@x.org", "B", "F"));
  office.write("bad.csv", "key,targetId", `e1,${ann}`, `e2,${ann}`, "e3,");
  const bad = await office.run("links", "import", "bad.csv");
  expect(bad).toMatchObject({ code: 2 });
  expect(bad.stderr).toContain(`bad.csv:3 targetId "${ann}" is on line 2 already`);
  expect(bad.stderr).toContain("bad.csv:4 targetId is empty");
  office.write("okta.csv", "name;targetId;key", `x;${ann};e1`, `x;${ben};e2`, "x;gone;e3", "x;y;e77");
  const done = await office.run("links", "import", "okta.csv");
  expect(done.stdout).toContain("2 linked now");
  expect(done.stderr).toContain("1 keys of okta.csv");
  expect([await idOf("e1"), await idOf("e2"), await idOf("e3")]).toEqual([ann, ben, undefined]);
});

test("an account that was let go of is touched by nothing, stays so, and is taken again when somebody says so", async () => {
  expect((await office.run("sync")).code).toBe(0);
  const ben = await idOf("e2");
  expect((await office.run("detach", "e2", "e77")).stderr).toContain("nothing was changed");
  expect((await office.run("detach", "g1")).stderr).toContain("scimsync groups unlink");
  expect((await office.run("detach", "e2")).stdout).toContain(`user e2 = ${ben} at app: let go of`);
  office.verbs();
  const before = JSON.stringify([office.sandbox.users(), office.sandbox.groups()]);
  const bare = (people: readonly string[]) =>
    office.write("people.csv", "id,email,first,last,title,boss", ...people);
  const [ann, cyd, dan] = [
    "e1,ann@x.org,Ann,Lee,Boss,",
    "e3,cyd@x.org,Cyd,Ray,Ops,e1",
    "e4,dan@x.org,Dan,Poe,Dev,e2",
  ];
  bare([ann, "e2,ben@x.org,Ben,Fox,Chief,e1", cyd, dan]);
  for (const mode of [[], ["--reapply"], ["--reconcile"], ["--only", "e2"]])
    expect(await office.json("sync", ...mode)).toMatchObject({ runs: [{ exitCode: 0, failures: [] }] });
  expect(Object.keys(office.verbs())).toEqual(["GET"]);
  expect((await office.run("failures")).stdout).toContain("nothing fails");
  expect((await office.run("status")).stdout).not.toContain("waiting");
  expect((await office.run("plan", "--reapply")).stdout).toContain("skipped: 1 (detached)");
  expect((await office.run("status")).stdout).toContain("1 detached");
  expect((await office.run("explain", "e2")).stdout).toContain("detached since");
  bare([ann, cyd, dan]);
  expect((await office.run("sync")).code).toBe(0);
  expect(JSON.stringify([office.sandbox.users(), office.sandbox.groups()])).toBe(before);
  bare([ann, "e2,ben@x.org,Ben,Fox,Chief,e1", cyd, dan]);
  expect((await office.run("sync")).code).toBe(0);
  expect((await office.run("detach", "--again", "e2")).code).toBe(0);
  office.verbs();
  expect((await office.run("sync")).code).toBe(0);
  expect(office.verbs()).toMatchObject({ PATCH: 1 });
  expect(office.sandbox.users().find(({ id }) => id === ben)).toMatchObject({ title: "Chief" });
  expect(await office.json("sync")).toMatchObject({ runs: [{ requests: { total: 0 } }] });
});
