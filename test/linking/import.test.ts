import { readFileSync, renameSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { account, openOffice, type Office, staff } from "./office.ts";

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

function email(value: string) {
  return { emails: [{ value, type: "work", primary: true }], externalId: "legacy" };
}

test("what is certainly somebody's is linked without a write, and a sync then sends what differs", async () => {
  const ann = await office.make(
    "Users",
    account("ANN@x.org", "Ann", "Lee", { title: "Boss", ...email("ann@x.org") }),
  );
  const manager = {
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: { value: ann } },
  };
  const ben = await office.make(
    "Users",
    account("ben@x.org", "Ben", "Fox", { title: "Old", ...email("ben@x.org"), ...manager }),
  );
  await office.make("Users", account("root@x.org", "Root", "Root", { nickName: "=cmd()" }));
  const group = await office.make("Groups", { displayName: "staff", members: [{ value: ann }] });

  const dry = await office.json("import", "--dry-run");
  expect(dry.imports[0].users).toMatchObject({ listed: 3, linked: 2, alone: 2, strangers: 1 });
  expect(await office.json("import")).toMatchObject({
    imports: [
      {
        target: "app",
        users: { listed: 3, before: 0, linked: 2, differ: 2, toConfirm: 0, alone: 2, strangers: 1 },
        groups: { listed: 1, linked: 1, alone: 1 },
        alone: [
          { resource: "user", key: "e3", name: "cyd@x.org" },
          { resource: "user", key: "e4" },
          { resource: "group", key: "g2" },
        ],
        strangers: [{ resource: "user", name: "root@x.org" }],
      },
    ],
    failures: [],
  });
  expect(Object.keys(office.verbs())).toEqual(["GET"]);
  expect((await office.run("import")).stdout).toContain("2 linked before, 0 linked now");

  const { plans } = await office.json("plan");
  const planned = plans[0].operations.map(({ kind, key }: { kind: string; key: string }) => `${kind} ${key}`);
  const updates = ["update e1", "update e2"];
  expect(planned).toEqual([
    ...updates,
    "create e3",
    "create e4",
    "create g2",
    "addMembers g1",
    "addMembers g2",
  ]);
  const bens = plans[0].operations.find(({ key }: { key: string }) => key === "e2");
  expect(bens).toMatchObject({ targetId: ben });
  expect(bens.changes.map(({ path }: { path: string }) => path)).toEqual(["externalId", "title"]);
  office.verbs();
  expect((await office.run("sync")).code).toBe(0);
  expect(office.verbs()).toMatchObject({ POST: 3 });
  const users = office.sandbox.users();
  expect(users).toHaveLength(5);
  expect(users.find(({ id }) => id === ben)).toMatchObject({ externalId: "e2", title: "Dev" });
  expect(office.sandbox.groups().find(({ id }) => id === group)?.["members"]).toHaveLength(4);
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
});

test("who is not certain is for a person to confirm: two who have it, rules that disagree, a key of somebody else, the same name", async () => {
  await office.make("Users", account("ann@x.org", "Ann", "Lee", { externalId: "e2" }));
  await office.make("Users", account("ben@x.org", "Ben", "Fox"));
  const other = await office.make(
    "Users",
    account("benjamin", "B", "F", { emails: [{ value: "ben@x.org", type: "work" }] }),
  );
  const cyd = await office.make("Users", account("c.ray", "Cyd", "Ray"));
  for (const name of ["dan-1", "dan-2"])
    await office.make("Users", account(name, "D", "P", { emails: [{ value: "dan@x.org", type: "work" }] }));
  const found = (await office.json("import")).imports[0];
  expect(found.users).toMatchObject({ linked: 0, toConfirm: 4, alone: 0, strangers: 0 });
  const why = Object.fromEntries(
    found.toConfirm.map((one: { key: string; why: string }) => [one.key, one.why]),
  );
  expect(why).toEqual({
    e1: "has this userName, but its externalId e2 is the key of somebody else",
    e2: "by userName it is ben@x.org, but by emails.value it is benjamin",
    e3: "has the same name",
    e4: "2 at the target have this emails.value",
  });
  const { stdout } = await office.run("import", "--out", "left.csv");
  expect(stdout).toContain(`scimsync links set app e2 ${other}`);
  expect(stdout).toContain(`scimsync links set app e3 ${cyd}   # c.ray`);
  expect(readFileSync(office.path("left.csv"), "utf8")).toContain(
    `app,user,to_confirm,e3,cyd@x.org,${cyd},c.ray,has the same name,`,
  );
});

test("two records for one account, a protected one, and a group that is refused are left alone", async () => {
  office.write(
    "people.csv",
    "id,email,first,last,title,boss",
    "e1,ann@x.org,Ann,Lee,,",
    "e9,ANN@x.org,An,Li,,",
    "e2,root@x.org,Roo,T,,",
  );
  office.configure('groups: { push: ["*"] }', "protect: [root@*]");
  await office.make("Users", account("ann@x.org", "Ann", "Lee"));
  await office.make("Users", account("root@x.org", "Root", "Root"));
  const group = await office.make("Groups", { displayName: "Staff" });
  const found = (await office.json("import")).imports[0];
  expect(found.users).toMatchObject({ linked: 0, toConfirm: 2, kept: 1 });
  expect(found.groups).toMatchObject({ linked: 0, toConfirm: 1 });
  expect(found.toConfirm).toMatchObject([
    { key: "e1", why: "has this userName, and would be that of e9 as well" },
    { key: "e9" },
    { resource: "group", key: "g1", candidates: [{ id: group }] },
  ]);
});

test("a snapshot keeps what the target held without secrets, and is not written over; a list that is not whole says so", async () => {
  await office.make("Users", account("=cmd|x", "Root", "Root", { password: "hunter2", nickName: "A" }));
  const { code } = await office.run("import", "--snapshot", "before.ndjson", "--out", "left.csv");
  expect(code).toBe(0);
  const lines = readFileSync(office.path("before.ndjson"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[1]).toMatchObject({
    target: "app",
    type: "User",
    resource: { userName: "=cmd|x", nickName: "A" },
  });
  expect(lines.at(-2)).toMatchObject({ type: "User", end: true, listed: 1, complete: true });
  expect(JSON.stringify(lines)).not.toContain("hunter2");
  expect(statSync(office.path("before.ndjson")).mode & 0o777).toBe(0o600);
  expect(readFileSync(office.path("left.csv"), "utf8")).toContain(",'=cmd|x,nobody in scope has it");
  const again = await office.run("import", "--snapshot", "before.ndjson", "--dry-run");
  expect(again).toMatchObject({ code: 2 });
  expect(again.stderr).toContain("is there already");
});

test("a list that is not whole links all the same, and says that it proves no absence", async () => {
  office.write(
    "first.yaml",
    "title: First page",
    "extends: generic",
    "reads: { paging: firstPage, totalResults: ignore }",
  );
  office.write(
    "scimsync.yaml",
    readFileSync(office.path("scimsync.yaml"), "utf8").replace(
      "connector: generic",
      "connector: ./first.yaml",
    ),
  );
  await office.make("Users", account("ann@x.org", "Ann", "Lee"));
  const found = (await office.json("import")).imports[0];
  expect(found.users).toMatchObject({ linked: 1, incomplete: "only the first page can be had" });
  expect((await office.run("import")).stdout).toContain("who is not in it may be there all the same");
});

function loseState(): void {
  renameSync(office.path("scimsync.db"), office.path("lost.db"));
}

function holdings(): string {
  return JSON.stringify([office.sandbox.users(), office.sandbox.groups()]);
}

test("after the state was lost, rebuilt links make and remove nothing until they are confirmed", async () => {
  office.configure('groups: { push: ["*"] }');
  expect((await office.run("sync")).code).toBe(0);
  const before = holdings();
  loseState();
  office.verbs();
  const { stdout, stderr } = await office.run("state", "rebuild");
  expect(stdout).toContain("4 accounts there: 0 linked before, 4 linked now, 0 nobody's");
  expect(stdout).toContain("2 groups there: 0 linked before, 2 linked now");
  expect(stderr).toContain("scimsync state rebuild --confirm");
  expect(Object.keys(office.verbs())).toEqual(["GET"]);
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });

  // A joiner, a leaver, a mover, a group that comes and one that goes, on the day after.
  const [header = "", ann = "", ben = "", cyd = ""] = staff;
  office.write("people.csv", header, ann, ben.replace("Dev", "Chief"), cyd, "e5,eve@x.org,Eve,Ho,Dev,e1");
  office.write("groups.csv", "id,name", "g1,Staff", "g3,New");
  office.write("memberships.csv", "group,member", "g1,e1", "g1,e2", "g3,e1", "g1,e5");
  const held = await office.json("sync");
  expect(held.runs[0]).toMatchObject({
    exitCode: 4,
    counts: { updated: 1, created: 0, deactivated: 0, held: 6 },
  });
  expect(office.verbs()).not.toHaveProperty("POST");
  expect(held.runs[0].guard[0].message).toContain("nobody has confirmed them yet");
  expect((await office.run("status")).stdout).toContain("scimsync state rebuild --confirm app");
  expect((await office.run("plan")).stdout).toContain("but the links were rebuilt");

  expect((await office.run("state", "rebuild", "--confirm")).stdout).toContain("app: confirmed");
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0, counts: { created: 1, deactivated: 1, groupsCreated: 1 } }],
  });
  expect(office.sandbox.users()).toHaveLength(5);
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
  expect(before).not.toBe(holdings());
});

test("whoever just runs sync after the state was lost makes nobody twice", async () => {
  expect((await office.run("sync")).code).toBe(0);
  const before = holdings();
  loseState();
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0, counts: { linked: 4, created: 0, groupsCreated: 0 } }],
  });
  expect(holdings()).toBe(before);
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
  expect([await office.idOf("e1"), await office.idOf("e2"), await office.idOf("e3")]).toEqual([ann, ben, ""]);
});
