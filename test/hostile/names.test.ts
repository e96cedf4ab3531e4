import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "../cli/desk.ts";

let desk: Desk;
beforeEach(async () => void (desk = await openDesk()));
afterEach(async () => {
  await desk.close();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Names that every object of JavaScript knows. */
const names = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
];

function writeConfig(source: readonly string[], rest: readonly string[], more: readonly string[] = []): void {
  desk.write(
    "scimsync.yaml",
    "source:",
    ...source,
    "targets:",
    "  app:",
    `    baseUrl: ${desk.sandbox.url}`,
    '    auth: { token: "${env.SCIM_TOKEN}" }',
    "    assign: { everyone: true }",
    ...rest,
    ...more,
  );
}

const csvSource = [
  "  type: csv",
  "  users: { file: people.csv, key: key }",
  "  groups: { file: groups.csv, key: key, name: name }",
  "  memberships: { file: members.csv, group: group, member: member }",
];

describe("names that every object has", () => {
  test("are keys, values and group names like any other", async () => {
    writeConfig(csvSource, [
      '    groups: { push: ["*"] }',
      "    users:",
      "      attributes: { userName: '${user.name}', title: '${user.name}', displayName: '${user.key}',",
      '        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: { value: "${ref(user.boss)}" } } }',
    ]);
    desk.write(
      "people.csv",
      "key,name,boss",
      ...names.map((name, at) => `${name},${name},${names[at - 1] ?? ""}`),
    );
    desk.write("groups.csv", "key,name", ...names.map((name) => `${name},${name}`));
    desk.write("members.csv", "group,member", ...names.map((name) => `${name},${name}`));
    expect(await desk.json("sync")).toMatchObject({
      runs: [{ exitCode: 0, counts: { created: names.length, groupsCreated: names.length, failed: 0 } }],
    });
    const ids = new Map(desk.sandbox.users().map(({ id, userName }) => [userName, id]));
    for (const [at, name] of names.entries()) {
      const user = desk.sandbox.users().find(({ userName }) => userName === name);
      expect([user?.["title"], user?.["displayName"]]).toEqual([name, name]);
      const boss = ids.get(names[at - 1] ?? "");
      const manager = JSON.stringify(user?.[enterprise] ?? null);
      expect(manager).toContain(at === 0 ? "null" : `"value":${JSON.stringify(boss)}`);
      const group = desk.sandbox.groups().find(({ displayName }) => displayName === name);
      expect(JSON.stringify(group?.["members"])).toContain(`"value":${JSON.stringify(ids.get(name))}`);
    }
    for (const name of names) expect(await desk.json("explain", name)).toBeTypeOf("object");
    expect(await desk.json("sync")).toMatchObject({ runs: [{ requests: { total: 0 } }] });
  });

  test("are attributes of JSON records like any other", async () => {
    writeConfig(
      ["  type: json", "  file: all.json", "  users: { key: key }"],
      [
        "    users:",
        "      attributes:",
        "        userName: ${user.key}",
        "        title: ${user.tostring}",
        '        displayName: ${user["__proto__"]}',
        "        nickName: ${coalesce(user.nested.polluted, user.nested.constructor)}",
      ],
    );
    desk.write(
      "all.json",
      '{"users":[{"key":"a","__proto__":"p","toString":"t","nested":{"__proto__":{"bad":"x"},"constructor":"c","polluted":""}},{"key":"b","__proto__":{"polluted":"x"},"nested":{"polluted":"own"}}]}',
    );
    expect((await desk.run("sync")).stderr).not.toContain("bug");
    expect(desk.sandbox.users()).toContainEqual(
      expect.objectContaining({ userName: "a", title: "t", displayName: "p", nickName: "c" }),
    );
    expect(desk.sandbox.users()).not.toContainEqual(expect.objectContaining({ nickName: "x" }));
  });

  test.each(names)(
    "%s is an id of a target, a variable, a key of a table like any other, or refused",
    async (name) => {
      desk.write("table.csv", "code,value", "x,1");
      desk.write("people.csv", "key,name", `${name},a`);
      desk.write(
        "scimsync.yaml",
        "source: { type: csv, users: { file: people.csv, key: key } }",
        "targets:",
        `  ${name}:`,
        `    baseUrl: ${desk.sandbox.url}`,
        '    auth: { token: "${env.SCIM_TOKEN}" }',
        "    assign: { everyone: true }",
        "    users: { attributes: { userName: '${user.name}', title: '${lookup(\"table.csv\", user.key, \"value\")}' } }",
      );
      const { code, stderr } = await desk.run("sync");
      expect([0, 2]).toContain(code);
      expect(stderr).not.toContain("bug");
      if (code === 0) expect(desk.sandbox.users()[0]).not.toHaveProperty("title");
      desk.write(
        "scimsync.yaml",
        "source: { type: csv, users: { file: people.csv, key: key } }",
        "targets:",
        "  app:",
        `    baseUrl: ${desk.sandbox.url}`,
        `    auth: { token: "\${env.${name}}" }`,
        "    assign: { everyone: true }",
        "    users: { attributes: { userName: '${user.name}' } }",
      );
      const unset = await desk.run("sync");
      expect(unset).toMatchObject({ code: 2 });
      expect(unset.stderr).toContain(`the environment variable ${name} is not set`);
    },
  );
});

test("keys with quotes and backslashes are references like any other, in plans too", async () => {
  const keys = ['a"b', String.raw`c\d`, String.raw`e\"f`, "]g[", 'h" or "'];
  writeConfig(csvSource, [
    "    users:",
    "      attributes: { userName: '${user.name}',",
    '        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: { value: "${ref(user.boss)}" } } }',
  ]);
  const rows = keys.map((key, at) => [key, `u${at}`, keys[(at + 1) % keys.length]!].map(cell).join(","));
  desk.write("people.csv", "key,name,boss", ...rows);
  desk.write("groups.csv", "key,name");
  desk.write("members.csv", "group,member");
  const plan = JSON.stringify(await desk.json("plan"));
  for (const key of keys) expect(plan).toContain(JSON.stringify(`(id of ${key})`));
  expect(await desk.json("sync")).toMatchObject({
    runs: [{ exitCode: 0, counts: { failed: 0, waiting: 0 } }],
  });
  const users = desk.sandbox.users();
  const idOf = (at: number) => users.find(({ userName }) => userName === `u${at}`)?.["id"];
  for (const at of keys.keys()) {
    const user = users.find(({ userName }) => userName === `u${at}`);
    expect(JSON.stringify(user?.[enterprise])).toContain(
      `"value":${JSON.stringify(idOf((at + 1) % keys.length))}`,
    );
  }
});

test("no text of a source passes for a reference to somebody else's account", async () => {
  writeConfig(
    ["  type: json", "  file: all.json", "  users: { key: key }"],
    ["    users: { attributes: { userName: '${user.key}', title: '${user.title}' } }"],
  );
  desk.write("all.json", '{"users":[{"key":"boss","title":"t"},{"key":"eve","title":"\\u0000ref:boss"}]}');
  const { code, stderr } = await desk.run("sync");
  expect(code).toBe(5);
  expect(stderr).toContain("holds a NUL");
  expect(desk.sandbox.users()).toEqual([]);
});
