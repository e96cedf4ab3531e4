import { readFileSync } from "node:fs";
import { onTestFinished, expect, test } from "vitest";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import {
  changePerson,
  type Directory,
  withoutPerson,
  withPeople,
  writeDirectory,
} from "../support/directory.ts";
import { install } from "../support/installation.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const before: Directory = {
  people: [
    person("a1", "Ann", "Ash"),
    person("b1", "Bob", "Birch"),
    person("c1", "Cyd", "Cole"),
    person("d1", "Dan", "Dale"),
    person("e1", "Eve", "Elm"),
  ],
  teams: [{ id: "g1", name: "Team", members: ["a1", "b1", "c1", "d1", "e1"] }],
};
/** Bob has another title, Dan is gone, Nina joins. */
const after: Directory = {
  people: withoutPerson(
    changePerson(withPeople(before, person("n1", "Nina", "New")), "b1", { title: "Chief" }),
    "d1",
  ).people,
  teams: [{ id: "g1", name: "Team", members: ["a1", "b1", "c1", "e1", "n1"] }],
};

type Requests = Readonly<Record<string, number>>;

/** For the joiner, and around the first removal of a member. */
const looks = { "GET /Users": 2, "GET /Groups": 2 };
const joiner = { "POST /Users": 1 };
const outAndIn = { "PATCH /Groups": 2 };

/**
 * At the target somebody changed Cyd's title, deleted Eve's account, took Ann out of the team, and made an account. What each run of
 * docs/modes.md sends then, by verb; without discovery.
 */
const rows: readonly (readonly [run: string, args: string, exitCode: number, requests: Requests])[] = [
  ["plan", "plan", 0, {}],
  ["sync", "sync", 0, { ...looks, ...joiner, "PATCH /Users": 2, ...outAndIn }],
  ["sync --reapply", "sync --reapply", 0, { ...looks, ...joiner, "PATCH /Users": 2, ...outAndIn }],
  [
    "sync --reapply --force",
    "sync --reapply --force",
    0,
    { "GET /Users": 8, "GET /Groups": 3, "POST /Users": 2, "PATCH /Users": 4, "PATCH /Groups": 3 },
  ],
  [
    "sync --reconcile",
    "sync --reconcile",
    0,
    { "GET /Users": 7, "GET /Groups": 4, "POST /Users": 2, "PATCH /Users": 3, "PATCH /Groups": 2 },
  ],
  ["drift", "drift", 0, { "GET /Users": 3, "GET /Groups": 2 }],
  ["sync --only KEY…", "sync --only b1", 0, { "PATCH /Users": 1 }],
  ["provision", "provision", 0, { "GET /Users": 2, ...joiner, "PATCH /Groups": 1 }],
  // Eve is not to be added: her account is gone.
  ["groups push NAME", "groups push Team", 3, { "GET /Users": 1, "GET /Groups": 3, "PATCH /Groups": 4 }],
  ["import", "import", 0, { "GET /Users": 1, "GET /Groups": 1 }],
];

test.each(rows)("%s: what is sent", async (_, args, exitCode, requests) => {
  const server = await startSandboxServer();
  const installation = await install(server);
  onTestFinished(async () => {
    await Promise.all([server.close(), installation.remove()]);
  });
  await installation.sync(before);
  await meddle(server);
  await writeDirectory(installation.folder, after);
  const seen = server.requests().total;
  const ran = await runIn(installation.folder, args.split(" "), { SCIM_TOKEN: server.token });
  const counts: Record<string, number> = {};
  for (const { method, path } of server.requests().requests.slice(seen)) {
    const what = `${method} ${/^\/\w+/.exec(path)?.[0]}`;
    if (/Users|Groups/.test(what)) counts[what] = (counts[what] ?? 0) + 1;
  }
  expect({ ...ran, counts }).toMatchObject({ code: exitCode, counts: requests });
  expect(counts).toEqual(requests);
});

async function meddle(server: Awaited<ReturnType<typeof startSandboxServer>>): Promise<void> {
  const client = plainClient(server);
  const [users, [team]] = await Promise.all([server.users(), server.groups()]);
  const idOf = (name: string) =>
    users.find(({ userName }) => userName === `${name}@example.com`)?.["id"] as string;
  await client.patch(`/Users/${idOf("cyd.cole")}`, [{ op: "replace", path: "title", value: "Queen" }]);
  await client.send("DELETE", `/Users/${idOf("eve.elm")}`);
  await client.patch(`/Groups/${team?.["id"] as string}`, [
    { op: "remove", path: `members[value eq "${idOf("ann.ash")}"]` },
  ]);
  await client.createUser({ userName: "stranger" });
}

test("each row of the table of docs/modes.md is a row of this test", () => {
  const page = readFileSync(new URL("../../docs/modes.md", import.meta.url), "utf8");
  const [, table = ""] = /## Modes\n(.*?)\nEach row is a test/s.exec(page) ?? [];
  const names = [...table.matchAll(/^\| `(.*?)` \|/gm)].map(([, name]) => name);
  expect(names).toEqual(rows.map(([name]) => name));
});
