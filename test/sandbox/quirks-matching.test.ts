import { expect, test } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { type Client, groupUrn, start, userUrn } from "./client.ts";

/** What a filter finds: names, or a status and scimType. */
async function find({ call }: Client, filter: string, endpoint = "/Users"): Promise<unknown> {
  const { status, body } = await call("GET", `${endpoint}?filter=${encodeURIComponent(filter)}`);
  if (status !== 200) return [status, body.scimType];
  return body.Resources.map((one: Record<string, string>) => one["userName"] ?? one["displayName"]);
}

async function people(...quirks: readonly QuirkName[]): Promise<Client> {
  const client = await start({ quirks });
  await client.user("ann", { externalId: "e1", emails: [{ value: "Ann@x.org" }] });
  await client.user("Ben", { externalId: "e2" });
  await client.group("Staff");
  return client;
}

test("userNameFindsEmail", async () => {
  const client = await people("userNameFindsEmail");
  expect(await find(client, 'userName eq "ann"')).toEqual([]);
  expect(await find(client, 'userName eq "ann@x.org"')).toEqual(["ann"]);
  expect(await find(client, 'userName eq "ben"')).toEqual(["Ben"]);
});

test("externalIdFindsNobody", async () => {
  const client = await people("externalIdFindsNobody");
  expect(await find(client, 'externalId eq "e1"')).toEqual([]);
  expect(await find(client, 'userName eq "ann"')).toEqual(["ann"]);
});

test("filterFindsOldEmail", async () => {
  const client = await people("filterFindsOldEmail");
  const id = await client.user("cleo", { emails: [{ value: "old@x.org", type: "work" }] });
  await client.patch(`/Users/${id}`, {
    op: "replace",
    path: 'emails[type eq "work"].value',
    value: "new@x.org",
  });
  expect(await find(client, 'emails.value eq "old@x.org"')).toEqual(["cleo"]);
  expect(await find(client, 'emails.value eq "new@x.org"')).toEqual([]);
});

test("filterOnlyEq", async () => {
  const client = await people("filterOnlyEq");
  expect(await find(client, 'userName eq "ann"')).toEqual(["ann"]);
  for (const filter of ['userName Eq "ann"', 'username eq "ann"', 'userName sw "a"', 'userName eq "a\\"b"'])
    expect(await find(client, filter)).toEqual([500, undefined]);
});

test("filterFindsEverybody, filterIgnored, filterFindsNobody, filterRefused", async () => {
  const some = await people("filterFindsEverybody");
  expect(await find(some, 'userName eq "ann"')).toEqual(["ann"]);
  expect(await find(some, 'externalId eq "e1"')).toEqual(["ann", "Ben"]);
  expect(await find(some, 'displayName eq "None"', "/Groups")).toEqual(["Staff"]);
  expect(await find(await people("filterIgnored"), 'userName eq "nobody"')).toEqual(["ann", "Ben"]);
  expect(await find(await people("filterFindsNobody"), 'userName eq "ann"')).toEqual([]);
  expect(await find(await people("filterRefused"), 'userName eq "ann"')).toEqual([400, "invalidFilter"]);
});

test("filterByCase, unknownFilter404", async () => {
  const byCase = await people("filterByCase");
  expect(await find(byCase, 'userName eq "ANN"')).toEqual([]);
  expect(await find(byCase, 'userName eq "ann"')).toEqual(["ann"]);
  const unknowing = await people("unknownFilter404");
  expect(await find(unknowing, 'externalId eq "e1"')).toEqual([404, undefined]);
  expect(await find(unknowing, 'userName eq "ANN"')).toEqual(["ann"]);
});

async function make({ call }: Client, endpoint: string, resource: object): Promise<number> {
  const schemas = [endpoint === "/Users" ? userUrn : groupUrn];
  return (await call("POST", endpoint, { schemas, ...resource })).status;
}

test("nobodyIs404", async () => {
  const client = await people("nobodyIs404");
  expect(await find(client, 'userName eq "nobody"')).toEqual([404, undefined]);
  expect(await find(client, 'userName eq "ann"')).toEqual(["ann"]);
});

test("uniqueByCase: two users, whom a filter both finds", async () => {
  const client = await people("uniqueByCase");
  expect(await make(client, "/Users", { userName: "ANN" })).toBe(201);
  expect(await make(client, "/Users", { userName: "ANN" })).toBe(409);
  expect(await make(client, "/Groups", { displayName: "STAFF" })).toBe(409);
  expect(await find(client, 'userName eq "ann"')).toEqual(["ann", "ANN"]);
});

test("externalIdUnique", async () => {
  const client = await people("externalIdUnique");
  expect(await make(client, "/Users", { userName: "cleo", externalId: "e1" })).toBe(409);
  expect(await make(client, "/Users", { userName: "cleo", externalId: "E1" })).toBe(201);
  expect(await make(await people(), "/Users", { userName: "cleo", externalId: "e1" })).toBe(201);
});

test("deletedNamesTaken", async () => {
  const client = await people("deletedNamesTaken");
  const id = await client.user("cleo");
  await client.call("DELETE", `/Users/${id}`);
  expect(await make(client, "/Users", { userName: "CLEO" })).toBe(409);
  expect(await find(client, 'userName eq "cleo"')).toEqual([]);
});

test("noUniqueness", async () => {
  const client = await people("noUniqueness");
  expect(await make(client, "/Users", { userName: "ann" })).toBe(201);
  expect(await make(client, "/Groups", { displayName: "Staff" })).toBe(201);
  expect(await find(client, 'userName eq "ann"')).toEqual(["ann", "ann"]);
  const [first, second] = client.sandbox.users().filter(({ userName }) => userName === "ann");
  await client.call("DELETE", `/Users/${first?.["id"] as string}`);
  expect(await find(client, 'userName eq "ann"')).toEqual(["ann"]);
  expect(client.sandbox.users().map(({ id }) => id)).toContain(second?.["id"]);
});

test("createWithoutId: neither body nor headers tell where it is", async () => {
  const { call, sandbox } = await start({ quirks: ["createWithoutId"] });
  const answer = await call("POST", "/Users", { schemas: [userUrn], userName: "ann" });
  expect([answer.status, answer.body.userName, answer.body.id]).toEqual([201, "ann", undefined]);
  expect([answer.headers.get("location"), answer.headers.get("content-location")]).toEqual([null, null]);
  expect(JSON.stringify(answer.body)).not.toContain(sandbox.users()[0]?.["id"]);
});

test("idIsName: a new name is a new id, and the old one is gone", async () => {
  const { call, patch, sandbox } = await start({ quirks: ["idIsName"] });
  const made = await call("POST", "/Users", { schemas: [userUrn], userName: "a. b/c@x.org" });
  expect([made.body.id, made.headers.get("location")]).toEqual([
    "a. b/c@x.org",
    `${sandbox.url}/Users/a.%20b%2Fc%40x.org`,
  ]);
  const members = [{ value: "a. b/c@x.org" }];
  await call("POST", "/Groups", { schemas: [groupUrn], displayName: "Bücher, Ä", members });
  const moved = await patch("/Users/a.%20b%2Fc%40x.org", { op: "replace", path: "userName", value: "abc" });
  expect([moved.status, moved.body.id]).toEqual([200, "abc"]);
  expect((await call("GET", "/Users/a.%20b%2Fc%40x.org")).status).toBe(404);
  const path = `/Groups/${encodeURIComponent("Bücher, Ä")}`;
  expect((await call("GET", path)).body.members).toMatchObject([{ value: "abc" }]);
  const renamed = await patch(path, { op: "replace", path: "displayName", value: "Books" });
  expect([renamed.status, renamed.body.id]).toEqual([200, "Books"]);
  expect(sandbox.groups()).toMatchObject([{ id: "Books", members: [{ value: "abc" }] }]);
});

test("plays a connector that says matching.filter: list", async () => {
  const generic = await loadConnector("generic", new URL("../../connectors", import.meta.url).pathname);
  const client = await start({ dialect: { ...generic, matching: { ...generic.matching, filter: "list" } } });
  expect(await find(client, 'userName eq "ann"')).toEqual([400, "invalidFilter"]);
});
