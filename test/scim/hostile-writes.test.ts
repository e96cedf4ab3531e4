import { expect, test } from "vitest";
import { company } from "../support/company.ts";
import { type Directory, withoutPerson } from "../support/directory.ts";
import { heldBy, saidBy } from "../support/holdings.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { says, setBehind } from "./hostile-scene.ts";
import type { Heard } from "./hostile-server.ts";

const [ann, ben] = [company.people[9], company.people[11]];
if (ann === undefined || ben === undefined) throw new Error("the company is too small");
const two: Directory = { people: [ann, ben], teams: [] };

function isFirstPost({ method }: Heard, times: number): boolean {
  return method === "POST" && times === 0;
}

function isAboutGroups({ path }: Heard): boolean {
  return path.includes("/Groups");
}

function isFromGroupCreation(request: Heard, times: number): boolean {
  return isAboutGroups(request) && (times > 0 || request.method === "POST");
}

const unreadable = [
  ["a page", says(200, "<html>Welcome</html>")],
  ["JSON cut short", says(201, '{"id":"7","userName":')],
  ["nothing", says(201, "")],
  ["JSON of no resource", says(201, '{"ok":true}')],
] as const;

test.each(unreadable)(
  "POST done and answered with %s: looked for, found, and made once",
  async (_what, answer) => {
    const { server, installation, heard } = await setBehind(isFirstPost, answer, true);
    const report = await installation.sync(two);
    expect(report).toMatchObject({ exitCode: 0, counts: { created: 2 }, failures: [] });
    expect(heard.filter((request) => request === "POST /Users")).toHaveLength(2);
    expect(await heldBy(server)).toEqual(saidBy(two));
  },
);

test.each(unreadable.slice(0, 2))(
  "POST not done and answered with %s: looked for before it is repeated",
  async (_what, answer) => {
    const { server, installation, heard } = await setBehind(isFirstPost, answer, false);
    const report = await installation.sync(two);
    expect(report).toMatchObject({ exitCode: 0, counts: { created: 2 }, failures: [] });
    const [first = -1, second = -1] = heard.flatMap((request, at) => (request === "POST /Users" ? [at] : []));
    expect(heard.slice(first + 1, second)).toContain("GET /Users?");
    expect(await heldBy(server)).toEqual(saidBy(two));
  },
);

test("a change answered with a page may have been done, and is put right in the next run", async () => {
  const { server, installation } = await setBehind(
    ({ method }) => method === "PATCH",
    says(200, "<html>Sorry</html>"),
    false,
  );
  await installation.sync(two);
  const changed = { ...two, people: [{ ...ann, title: "Architect" }, ben] };
  const report = await installation.sync(changed);
  expect(report).toMatchObject({
    exitCode: 3,
    failures: [{ operation: "update", code: "unreadable", httpStatus: 200 }],
  });
  server.setMischief(() => undefined);
  expect(await installation.sync()).toMatchObject({ exitCode: 0, failures: [] });
  expect(await heldBy(server)).toEqual(saidBy(changed));
});

test("a read that gives nothing readable is no proof that an account is gone", async () => {
  const { server, installation } = await setBehind(() => false, says(200, ""), false);
  await installation.sync(two);
  server.setMischief(({ method, path }) => {
    if (!/Users\/./.test(path)) return undefined;
    const answer = method === "GET" ? says(200, "[]") : says(404, '{"detail":"no route"}');
    return { reaction: answer, isDone: false };
  });
  const left = withoutPerson(two, ann.id);
  const report = await installation.sync(left);
  expect(report).toMatchObject({ exitCode: 3, failures: [{ operation: "deactivate", code: "unreadable" }] });
  server.setMischief(() => undefined);
  expect(await installation.sync()).toMatchObject({ exitCode: 0, counts: { deactivated: 1 }, failures: [] });
  expect((await heldBy(server)).accounts.filter(({ active }) => active)).toHaveLength(1);
});

test("a group that may have been made is known for ours, however many looks at it fail", async () => {
  const withTeam: Directory = { ...two, teams: [{ id: "g1", name: "Team", members: [ann.id] }] };
  const sorry = says(201, "<html>Sorry</html>");
  const { server, installation } = await setBehind(isFromGroupCreation, sorry, true);
  expect(await installation.sync(withTeam)).toMatchObject({
    exitCode: 3,
    failures: [{ operation: "create", code: "unreadable" }],
  });
  server.setMischief((request) =>
    isAboutGroups(request) ? { reaction: says(500, ""), isDone: false } : undefined,
  );
  expect(await installation.sync()).toMatchObject({ exitCode: 3 });
  server.setMischief(() => undefined);
  expect(await installation.sync()).toMatchObject({
    exitCode: 0,
    counts: { groupsCreated: 1 },
    failures: [],
  });
  expect(await heldBy(server)).toEqual(saidBy(withTeam));
});

test("a look that fails before anything was sent makes nobody's group ours", async () => {
  const { server, installation } = await setBehind(() => false, says(200, ""), false);
  const stranger = await plainClient(server).send("POST", "/Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName: "Team",
  });
  expect(stranger.status).toBe(201);
  server.setMischief(({ path }) =>
    path.includes("/Groups") ? { reaction: { deeds: [{ do: "reset" }] }, isDone: false } : undefined,
  );
  expect(
    await installation.sync({ ...two, teams: [{ id: "g1", name: "Team", members: [ann.id] }] }),
  ).toMatchObject({
    exitCode: 3,
  });
  server.setMischief(() => undefined);
  expect(await installation.sync()).toMatchObject({ exitCode: 3, failures: [{ code: "group_exists" }] });
});

test("an account that is said to be made, and is another record's, stays that record's", async () => {
  const { server, installation } = await setBehind(() => false, says(200, ""), false);
  await installation.sync({ ...two, people: [ann] });
  const [held] = await server.users();
  server.setMischief(({ method }) =>
    method === "POST" ? { reaction: says(201, JSON.stringify(held)), isDone: false } : undefined,
  );
  expect(await installation.sync(two)).toMatchObject({
    exitCode: 3,
    failures: [{ operation: "create", key: ben.id, code: "duplicate_source" }],
  });
  server.setMischief(() => undefined);
  expect(await installation.sync()).toMatchObject({ exitCode: 0, failures: [] });
  expect(await heldBy(server)).toEqual(saidBy(two));
});
