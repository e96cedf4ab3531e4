import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ProgramRecord, type ProgramSource, SourceError, syncing, UsageError } from "../../src/index.ts";
import { runHere } from "../cli/in-process.ts";
import { allOf, crowd, openStand, people, type Stand } from "./stand.ts";

function run({ loaded, store }: Stand, hr: ProgramSource) {
  return allOf(syncing(loaded, store, { sources: { hr } }));
}

const app = `targets:
  app:
    baseUrl: \${env.SCIM_URL}
    auth: { token: "\${env.SCIM_TOKEN}" }
    assign: { everyone: true }
    users: { attributes: { userName: "\${user.email}", externalId: "\${user.key}" } }
`;

test("users, groups and members arrive; a record in other order changes nothing", async () => {
  const stand = await openStand();
  const records: readonly ProgramRecord[] = [
    { kind: "membership", group: "g", member: "ann" },
    { kind: "user", key: "ann", attributes: { mail: "ann@x.example" } },
    { kind: "user", key: "bob", attributes: { mail: "bob@x.example" } },
    { kind: "group", key: "g", name: "All" },
    { kind: "group", key: "h", name: "Half" },
    { kind: "membership", group: "g", member: "h", nested: true },
    { kind: "membership", group: "h", member: "bob" },
  ];
  await run(stand, () => [...records, { kind: "end", users: 2, groups: 2, memberships: 3 }]);
  const ids = new Map(stand.sandbox.users().map(({ id, userName }) => [id, userName as string]));
  const held = stand.sandbox
    .groups()
    .map(({ displayName, members }) => [
      displayName,
      (members as readonly { readonly value: string }[])
        .map(({ value }) => String(ids.get(value)))
        .toSorted(),
    ]);
  expect(Object.fromEntries(held)).toEqual({
    All: ["ann@x.example", "bob@x.example"],
    Half: ["bob@x.example"],
  });
  const events = await run(stand, () => [...records.toReversed(), { kind: "end" }]);
  expect(events.at(-1)).toMatchObject({ exitCode: 0, reports: [{ requests: { total: 0 } }] });
});

describe("a source that is not whole removes nobody", () => {
  const firstTwo: readonly ProgramRecord[] = [...people("p1", "p2")()].slice(0, 2);
  test.each<[string, ProgramSource]>([
    [
      "throws",
      async function* () {
        yield* firstTwo;
        await Promise.reject(new Error("connection reset"));
      },
    ],
    ["ends early", () => firstTwo],
    ["counts others", () => [...firstTwo, { kind: "end", users: 6 }]],
    ["has somebody twice", () => [...firstTwo, ...firstTwo, { kind: "end" }]],
  ])("one that %s", async (_what, broken) => {
    const stand = await openStand();
    await run(stand, people(...crowd(6)));
    stand.sandbox.clearRequests();
    await expect(run(stand, broken)).rejects.toThrow(SourceError);
    expect(stand.sandbox.requests().total).toBe(0);
    expect(stand.active()).toHaveLength(6);
    await run(stand, people(...crowd(6)));
    expect(stand.sandbox.requests().total).toBe(0);
  });

  test("nor one that is beyond an expectation, unless it is accepted", async () => {
    const source =
      "source: { type: program, name: hr, users: { names: { email: mail } }, expect: { maxShrink: 20% } }\n";
    const stand = await openStand(source + app);
    await run(stand, people(...crowd(6)));
    await expect(run(stand, people(...crowd(4)))).rejects.toThrow("--accept maxShrink.users");
    expect(stand.active()).toHaveLength(6);
    const { loaded, store } = stand;
    const sources = { hr: people(...crowd(4)) };
    await allOf(syncing(loaded, store, { sources, accept: ["maxShrink"] }));
    expect(stand.active()).toHaveLength(4);
  });
});

test("somebody who is there twice is told with both places", async () => {
  const stand = await openStand();
  const ann = { kind: "user", key: "ann", attributes: {} } as const;
  const twice = () => [
    { ...ann, where: "GET /people?page=1", line: 3 },
    { ...ann, where: "GET /people?page=2" },
    { kind: "end" as const },
  ];
  await expect(run(stand, twice)).rejects.toThrow(
    'GET /people?page=2:1 user key "ann" is already in GET /people?page=1:3; keys must be unique',
  );
});

test("beside a file, its records become one with those of the file", async () => {
  const stand = await openStand(`source:
  - { type: program, name: hr }
  - type: csv
    users: { file: mail.csv, key: id }
    groups: { file: groups.csv, key: id, name: name }
    memberships: { file: members.csv, group: group, member: mail, memberBy: mail }
    enriches: true
merge: { prefer: hr }
${app}    groups: { push: ["*"] }
`);
  for (const [name, text] of [
    ["mail.csv", "id,email\nann,ann@x.example\nzoe,zoe@x.example\n"],
    ["groups.csv", "id,name\ng,All\n"],
    ["members.csv", "group,mail\ng,Ann@home.example\n"],
  ] as const)
    writeFileSync(join(stand.folder, name), text);
  const events = await run(stand, () => [
    { kind: "user", key: "ann", attributes: { mail: "ann@home.example" } },
    { kind: "group", key: "g", name: "All" },
    { kind: "end" },
  ]);
  expect(events.at(-1)).toMatchObject({ exitCode: 0 });
  expect(stand.active()).toEqual(["ann@x.example"]);
  expect(stand.sandbox.groups()).toMatchObject([{ displayName: "All", members: [{}] }]);
});

test("who hands over nothing, or too much, is told so: in a program and on the command line", async () => {
  const stand = await openStand();
  const { loaded, store, folder, sandbox } = stand;
  const sources = { hr: people("ann"), hrr: people("bob") };
  await expect(allOf(syncing(loaded, store, { sources }))).rejects.toThrow(
    "the config has no source of type: program called hrr; of those it has: hr",
  );
  await expect(allOf(syncing(loaded, store))).rejects.toThrow(UsageError);
  await run(stand, people("ann"));
  const environment = { SCIM_URL: sandbox.url, SCIM_TOKEN: sandbox.token };
  const cli = (...args: readonly string[]) =>
    runHere(["-c", join(folder, "scimsync.yaml"), ...args], environment);
  for (const command of ["sync", "plan", "validate"]) {
    const { code, stderr } = await cli(command);
    expect([command, code]).toEqual([command, 2]);
    expect(stderr).toContain(
      "the source hr (type: program) is handed over by the program that embeds scimsync",
    );
  }
  for (const command of ["status", "failures", "runs"]) expect((await cli(command)).code).toBe(0);
  expect(stand.active()).toEqual(["ann@x.example"]);
});
