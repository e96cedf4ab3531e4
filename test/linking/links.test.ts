import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { SourceKey } from "../../src/source/record.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { account, openOffice, type Office } from "./office.ts";

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

/** As a run leaves it that was killed before an answer came. */
function noteDoubt(key: string): void {
  const store = openStore(office.path("scimsync.db"));
  const entry = store.directory.find("user", [key as SourceKey]).get(key as SourceKey)?.id ?? 0;
  const doubt = { reason: "indeterminate", detail: "", since: 0, due: 0, attempts: 0 } as const;
  store.targets.setAttention("app", entry, doubt);
  store.close();
}

test("links are listed with filters, shown, dropped, and set again by somebody who knows", async () => {
  const other = await office.make("Users", account("benny", "Ben", "Fox"));
  expect((await office.run("sync")).code).toBe(0);
  const ben = await office.idOf("e2");
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
  expect(await office.idOf("e2")).toBe(ben);
  expect((await office.run("links", "drop", "app", "e2")).stdout).toContain(
    `user e2 = ${ben} at app: forgotten`,
  );
  expect((await office.run("links", "set", "app", "e2", "nobody")).stderr).toContain(
    "app has no user with the id nobody",
  );
  const ann = await office.idOf("e1");
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

test("an account that was let go of is touched by nothing, stays so, and is taken again when somebody says so", async () => {
  expect((await office.run("sync")).code).toBe(0);
  const ben = await office.idOf("e2");
  noteDoubt("e2");
  expect((await office.run("detach", "e2")).stderr).toContain(
    "let `scimsync sync app --only e2` find out first",
  );
  expect((await office.run("links", "drop", "app", "e2")).code).toBe(2);
  expect((await office.run("sync")).code).toBe(0);
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

function yaml(): string {
  return readFileSync(office.path("scimsync.yaml"), "utf8");
}

test("a target that the config no longer has is left as it is, told by status, and forgotten when somebody says so", async () => {
  expect((await office.run("sync")).code).toBe(0);
  expect((await office.run("state", "forget-target", "app")).stderr).toContain("app is in the config");
  office.write("scimsync.yaml", yaml().replace("  app:", "  other:"));
  office.verbs();
  const { stdout } = await office.run("status");
  expect(stdout).toContain("app: not in the config any more, and nothing there is touched");
  expect(stdout).toContain("4 accounts, 2 groups; last run");
  expect((await office.json("status")).leftBehind).toMatchObject([{ target: "app", accounts: 4, groups: 2 }]);
  expect((await office.run("state", "forget-target", "app")).stdout).toContain(
    "4 accounts and 2 groups are linked no more",
  );
  expect((await office.json("status")).leftBehind).toBeUndefined();
  expect((await office.run("state", "verify")).code).toBe(0);
  expect((await office.run("runs", "verify")).code).toBe(0);
  expect(office.verbs()).toEqual({});
  expect((await office.run("state", "forget-target", "app")).code).toBe(2);
});

test("another baseUrl is refused, and accepted once the same accounts were read there; other credentials need nothing", async () => {
  expect((await office.run("sync")).code).toBe(0);
  const { url } = office.sandbox;
  const before = yaml();
  office.write(
    "scimsync.yaml",
    before.replace(
      'auth: { token: "${env.SCIM_TOKEN}" }',
      'auth: { header: X-Api-Key, value: "${env.SCIM_TOKEN}" }',
    ),
  );
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });

  const stranger = await startSandbox({ seed: 2, token: office.sandbox.token });
  onTestFinished(() => stranger.close());
  office.write("scimsync.yaml", before.replace(url, stranger.url));
  expect((await office.run("sync")).stdout).toContain("scimsync state moved app");
  const refused = await office.run("state", "moved", "app");
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain("of 4 accounts of app, 4 are not at");
  office.write("scimsync.yaml", before.replace(url, url.replace("127.0.0.1", "localhost")));
  expect((await office.run("sync")).code).toBe(6);
  office.verbs();
  expect((await office.run("state", "moved", "app")).stdout).toContain(
    "4 accounts read there by id, all as they were",
  );
  expect(Object.keys(office.verbs())).toEqual(["GET"]);
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
  expect((await office.run("state", "moved", "app")).stderr).toContain("app has not moved");
});

test("of two targets with one baseUrl only one keeps a person, and the other one says so", async () => {
  const [head = "", target = ""] = yaml().split("  app:\n");
  const apart = (id: string, where: string) =>
    `  ${id}:\n${target.replace("everyone: true", `where: '${where}'`)}`;
  const both = (a: string, b: string) =>
    office.write(
      "scimsync.yaml",
      `${head}${apart("aa", a)}\n${apart("bb", b)}`.replaceAll(
        'groups: { push: ["*"], existing: merge }',
        "groups: {}",
      ),
    );
  both('user.title == "Dev"', 'user.title != "Dev"');
  expect((await office.run("validate")).stderr).toContain("targets aa, bb have the same baseUrl");
  expect((await office.run("sync")).code).toBe(0);
  expect(office.sandbox.users()).toHaveLength(4);
  expect(await office.json("sync")).toMatchObject({
    runs: [{ requests: { total: 0 } }, { requests: { total: 0 } }],
  });

  both('user.title == "Dev"', 'user.title != "Ops"');
  const { runs } = await office.json("sync");
  expect(runs[1].failures.map(({ key, code }: { key: string; code: string }) => `${key} ${code}`)).toEqual([
    "e2 duplicate_source",
    "e4 duplicate_source",
  ]);
  expect(runs[1].failures[0].detail).toContain("scimsync detach e2 --target aa");
  expect((await office.json("import", "bb")).imports[0].users).toMatchObject({ linked: 0, alone: 2 });
  expect((await office.run("detach", "e2", "e4", "--target", "aa")).code).toBe(0);
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0 }, { exitCode: 0, counts: { linked: 2 } }],
  });
  expect(office.sandbox.users()).toHaveLength(4);
  expect(await office.json("sync")).toMatchObject({
    runs: [{ requests: { total: 0 } }, { requests: { total: 0 } }],
  });
});

/** The same people under keys of another kind; the mapping sends what it sent before. */
function changeKeys(): void {
  const people = ["ann,Ann,Lee,Boss", "ben,Ben,Fox,Dev", "cyd,Cyd,Ray,Ops", "dan,Dan,Poe,Dev"];
  const bosses = ["", "o1", "o1", "o2"];
  const rows = people.map((one, at) => {
    const [name = "", ...rest] = one.split(",");
    return `o${at + 1},e${at + 1},${name}@x.org,${rest.join(",")},${bosses[at] ?? ""}`;
  });
  office.write("people.csv", "oid,id,email,first,last,title,boss", ...rows);
  office.write("memberships.csv", "group,member", "g1,o1", "g1,o2", "g1,o3", "g1,o4", "g2,o3");
  const yaml = readFileSync(office.path("scimsync.yaml"), "utf8");
  office.write("scimsync.yaml", yaml.replace("people.csv, key: id", "people.csv, key: oid"));
}

async function keys(): Promise<readonly string[]> {
  const { targets } = await office.json("links", "list", "--resource", "user");
  return targets[0].links.map(({ key }: { key: string }) => key);
}

test("by what the new source says of the old key: shown first, done at once, and nothing is left to plan", async () => {
  expect((await office.run("sync")).code).toBe(0);
  const wrong = await office.run("state", "reanchor", "--by", "user.id");
  expect(wrong.stdout).toContain("0 users got other keys");
  changeKeys();
  const dry = await office.run("state", "reanchor", "--by", "user.id", "--dry-run");
  expect(dry.stdout).toContain("4 users would get other keys");
  expect(await keys()).toEqual(["e1", "e2", "e3", "e4"]);
  expect(await office.json("state", "reanchor", "--by", "user.id")).toMatchObject({
    renamed: 4,
    merged: 0,
    absent: 0,
  });
  expect(await keys()).toEqual(["o1", "o2", "o3", "o4"]);
  office.verbs();
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
  expect((await office.run("explain", "o2")).stdout).toContain("ben@x.org");
});

test("after a plan has read the new keys already, by a file; whoever it does not cover is told", async () => {
  expect((await office.run("sync")).code).toBe(0);
  changeKeys();
  expect((await office.run("plan")).code).toBe(0);
  office.write("keys.csv", "old,new", "e1,o1", "e2,o2", "e3,o3", "e77,o9");
  expect(await office.json("state", "reanchor", "--map", "keys.csv")).toMatchObject({
    renamed: 3,
    merged: 3,
    absent: 1,
    unknown: { count: 1, first: ["e77"] },
    uncovered: { count: 1, first: ["e4"] },
  });
  office.write("keys.csv", "old,new", "e4,o4");
  expect((await office.run("state", "reanchor", "--map", "keys.csv")).code).toBe(0);
  expect(await keys()).toEqual(["o1", "o2", "o3", "o4"]);
  office.verbs();
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0, counts: { created: 0, deactivated: 0, membersAdded: 0, membersRemoved: 0 } }],
  });
  expect(office.verbs()).toEqual({});
  expect((await office.run("state", "verify")).code).toBe(0);
});

test("nobody is given a key that somebody else has, or that the source does not know", async () => {
  expect((await office.run("sync")).code).toBe(0);
  office.write("keys.csv", "old,new", "e1,e2");
  const taken = await office.run("state", "reanchor", "--map", "keys.csv");
  expect(taken).toMatchObject({ code: 2 });
  expect(taken.stderr).toContain("e1 cannot become e2, which is linked itself");
  office.write("keys.csv", "old,new", "e1,o1");
  expect((await office.run("state", "reanchor", "--map", "keys.csv")).stderr).toContain(
    "has none of the 1 new keys: change `key` of the users",
  );
  // Two who swap their keys are no collision.
  office.write("keys.csv", "old,new", "e3,e4", "e4,e3");
  const [, ...before] = (await office.json("links", "list", "--key", "e3", "e4")).targets[0].links;
  expect((await office.run("state", "reanchor", "--map", "keys.csv")).stdout).toContain(
    "2 users got other keys",
  );
  const [first] = (await office.json("links", "list", "--key", "e3", "e4")).targets[0].links;
  expect(first.id).toBe(before[0].id);
  expect((await office.run("state", "reanchor")).code).toBe(2);
});
