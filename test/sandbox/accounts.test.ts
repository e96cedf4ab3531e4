import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { mergeSettings } from "../../src/connector/merge.ts";
import { loadConnector } from "../../src/connector/load.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { connectorFolder } from "../config/config-file.ts";
import { type Client, groupUrn, start, userUrn } from "./client.ts";

const generic = await loadConnector("generic", connectorFolder);

function playing(differences: JsonObject): Promise<Client> {
  const dialect = mergeSettings(generic as unknown as JsonObject, differences) as unknown as ConnectorProfile;
  return start({ dialect });
}

const off = { op: "replace", path: "active", value: false };
const on = { op: "replace", path: "active", value: true };

/** Asks the sandbox itself, as its tests do. */
async function besides({ sandbox }: Client, path: string, body: object): Promise<Response> {
  return fetch(`${sandbox.origin}/_sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
}

test.each(["hardDelete", "idInvalidated"])("%s: whoever is switched off is gone", async (effect) => {
  const { call, patch, user, group } = await playing({ deactivate: { effect } });
  const id = await user("a");
  const team = await group("g", [id]);
  const answer = await patch(`/Users/${id}`, off);
  expect([answer.status, answer.body.active]).toEqual([200, false]);
  expect((await call("GET", `/Users/${id}`)).status).toBe(404);
  expect((await call("GET", `/Groups/${team}`)).body.members).toBeUndefined();
  expect(await user("a")).not.toBe(id);
});

test("removesMembership: whoever is switched off leaves the groups, and keeps the id", async () => {
  const { call, patch, user, group } = await playing({ deactivate: { effect: "removesMembership" } });
  const id = await user("a");
  const team = await group("g", [id]);
  await patch(`/Users/${id}`, off);
  expect((await call("GET", `/Groups/${team}`)).body.members).toBeUndefined();
  expect((await patch(`/Users/${id}`, on)).body).toMatchObject({ id, active: true });
});

test("by: delete: DELETE switches off, and active does not", async () => {
  const { call, patch, user } = await playing({ deactivate: { by: "delete" } });
  const id = await user("a", { active: true });
  expect((await patch(`/Users/${id}`, off)).body.active).toBe(true);
  expect((await call("DELETE", `/Users/${id}`)).status).toBe(204);
  expect((await call("GET", `/Users/${id}`)).body.active).toBe(false);
  expect((await patch(`/Users/${id}`, on)).body.active).toBe(true);
});

test("delete: unsupported is answered with 405, deactivates switches off", async () => {
  const refusing = await playing({ deactivate: { delete: "unsupported" } });
  expect((await refusing.call("DELETE", `/Users/${await refusing.user("a")}`)).status).toBe(405);
  const { call, user } = await playing({ deactivate: { delete: "deactivates" } });
  const id = await user("a");
  expect((await call("DELETE", `/Users/${id}`)).status).toBe(204);
  expect((await call("GET", `/Users/${id}`)).body.active).toBe(false);
});

test("return: create: nobody is switched on, and POST makes a new account of the name", async () => {
  const { call, patch, user } = await playing({ deactivate: { return: "create" } });
  const id = await user("a");
  await patch(`/Users/${id}`, off);
  expect((await patch(`/Users/${id}`, on)).status).toBe(400);
  expect(await user("a")).not.toBe(id);
  expect((await call("GET", `/Users/${id}`)).status).toBe(404);
});

test("return: byHand: nobody is switched on, nor made again", async () => {
  const { call, patch, user } = await playing({ deactivate: { return: "byHand" } });
  const id = await user("a");
  await patch(`/Users/${id}`, off);
  expect((await patch(`/Users/${id}`, on)).status).toBe(403);
  expect((await call("POST", "/Users", { schemas: [userUrn], userName: "a" })).status).toBe(409);
});

test("inactive: readOnly: nothing but switching on is taken", async () => {
  const { patch, user } = await playing({ deactivate: { inactive: "readOnly" } });
  const id = await user("a");
  const title = { op: "replace", path: "title", value: "x" };
  await patch(`/Users/${id}`, off);
  expect((await patch(`/Users/${id}`, title)).status).toBe(400);
  expect((await patch(`/Users/${id}`, on, title)).status).toBe(400);
  expect((await patch(`/Users/${id}`, on)).status).toBe(200);
  expect((await patch(`/Users/${id}`, title)).status).toBe(200);
});

test("inactive: hidden: neither lists nor filters nor the id show somebody, and PATCH switches on", async () => {
  const { call, patch, user } = await playing({ deactivate: { inactive: "hidden" } });
  const id = await user("a");
  await patch(`/Users/${id}`, off);
  expect((await call("GET", `/Users/${id}`)).status).toBe(404);
  expect((await call("GET", "/Users")).body.totalResults).toBe(0);
  expect((await call("GET", '/Users?filter=userName eq "a"')).body.totalResults).toBe(0);
  expect((await call("DELETE", `/Users/${id}`)).status).toBe(404);
  expect((await patch(`/Users/${id}`, { op: "replace", path: "title", value: "x" })).status).toBe(404);
  expect((await patch(`/Users/${id}`, on)).status).toBe(200);
});

test("refusals: the first is said of refused-1, the second of refused-2", async () => {
  const refusals = [
    { status: 400, says: "last owner", remedy: "Name another." },
    { status: 409, remedy: "Hand over." },
  ];
  const { call, patch, user } = await playing({ deactivate: { refusals } });
  const answer = await patch(`/Users/${await user("refused-1@example.com")}`, off);
  expect([answer.status, answer.body.detail]).toEqual([400, "last owner"]);
  expect((await call("DELETE", `/Users/${await user("refused-2@example.com")}`)).status).toBe(409);
  expect((await patch(`/Users/${await user("a")}`, off)).status).toBe(200);
});

test("create: adopts: POST of somebody whom no list shows takes in the account there is", async () => {
  const client = await playing({ users: { create: "adopts" } });
  const { call } = client;
  const known = { schemas: [userUrn], userName: "Ann@example.com", title: "Director" };
  const { id } = (await (await besides(client, "Users", known)).json()) as { id: string };
  expect((await call("GET", "/Users")).body.totalResults).toBe(0);
  expect((await call("GET", `/Users/${id}`)).status).toBe(404);
  const sent = { schemas: [userUrn], userName: "ann@example.com", title: "x", displayName: "Ann" };
  const answer = await call("POST", "/Users", sent);
  expect([answer.status, answer.body]).toMatchObject([201, { id, title: "Director", displayName: "Ann" }]);
  expect((await call("GET", "/Users")).body.totalResults).toBe(1);
});

test("created: active, whatever was sent", async () => {
  const { call, user } = await playing({ users: { created: "active" } });
  expect((await call("GET", `/Users/${await user("a", { active: false })}`)).body.active).toBe(true);
});

test("created: invited: not active before the owner accepts", async () => {
  const client = await playing({ users: { created: "invited" } });
  const { call, patch, user } = client;
  const id = await user("a", { active: true });
  expect((await patch(`/Users/${id}`, on)).body.active).toBe(false);
  expect((await besides(client, "activate", { userName: "a" })).status).toBe(204);
  expect((await call("GET", `/Users/${id}`)).body.active).toBe(true);
  expect((await besides(client, "activate", { userName: "b" })).status).toBe(404);
});

test("externalId: ignored is not kept, isId is the id", async () => {
  const ignoring = await playing({ users: { externalId: "ignored" } });
  const id = await ignoring.user("a", { externalId: "x1" });
  expect((await ignoring.call("GET", `/Users/${id}`)).body.externalId).toBeUndefined();
  const { user, patch, call } = await playing({ users: { externalId: "isId" } });
  expect(await user("a", { externalId: "x1" })).toBe("x1");
  await patch("/Users/x1", { op: "replace", path: "externalId", value: "x2" });
  expect((await call("GET", "/Users/x2")).body.userName).toBe("a");
});

test("putDefaults: what a PUT leaves out becomes this", async () => {
  const { call, user } = await playing({ users: { putDefaults: { active: false } } });
  const id = await user("a", { active: true });
  const put = { schemas: [userUrn], userName: "a" };
  expect((await call("PUT", `/Users/${id}`, { ...put, active: true })).body.active).toBe(true);
  expect((await call("PUT", `/Users/${id}`, put)).body.active).toBe(false);
});

test("refuses: a request that has the attribute is answered with 400", async () => {
  const { call, patch, user } = await playing({ users: { refuses: ["title", "name.middleName"] } });
  const id = await user("a");
  const put = { schemas: [userUrn], userName: "a", name: { middleName: "x" } };
  expect((await call("PUT", `/Users/${id}`, put)).status).toBe(400);
  expect((await call("POST", "/Users", { ...put, userName: "b" })).status).toBe(400);
  expect((await patch(`/Users/${id}`, { op: "add", path: "title", value: "x" })).status).toBe(400);
  expect((await patch(`/Users/${id}`, { op: "add", path: "nickName", value: "x" })).status).toBe(200);
});

test("immutable: attributes of users and groups stay as they were made", async () => {
  const { patch, user, group } = await playing({
    users: { immutable: ["userName"] },
    groups: { immutable: ["displayName"] },
  });
  const [id, team] = [await user("a"), await group("g")];
  const rename = await patch(`/Users/${id}`, { op: "replace", path: "userName", value: "b" });
  expect([rename.status, rename.body.scimType]).toEqual([400, "mutability"]);
  expect((await patch(`/Users/${id}`, { op: "replace", path: "userName", value: "a" })).status).toBe(200);
  expect((await patch(`/Groups/${team}`, { op: "replace", path: "displayName", value: "h" })).status).toBe(
    400,
  );
});

test("volatile: the service makes something of its own of each text that is new", async () => {
  const { call, patch, user } = await playing({ users: { volatile: ["displayName"] } });
  const id = await user("a", { displayName: "Ann" });
  const told = async () => (await call("GET", `/Users/${id}`)).body.displayName;
  expect(await told()).toBe("Ann (edited)");
  await patch(`/Users/${id}`, { op: "replace", path: "title", value: "x" });
  expect(await told()).toBe("Ann (edited)");
});

test("volatile: of emails their addresses, of a name all its parts", async () => {
  const { call, user } = await playing({ users: { volatile: ["emails", "name"] } });
  const id = await user("a", {
    emails: [{ value: "a@x.example", type: "work" }],
    name: { givenName: "Ann" },
  });
  expect((await call("GET", `/Users/${id}`)).body).toMatchObject({
    emails: [{ value: "a@x.example (edited)", type: "work" }],
    name: { givenName: "Ann (edited)" },
  });
});

test("groups of support update are changed only, those of read not at all", async () => {
  const updating = await playing({ groups: { support: "update" } });
  const body = { schemas: [groupUrn], displayName: "g" };
  expect((await updating.call("POST", "/Groups", body)).status).toBe(405);
  const { id } = (await (await besides(updating, "Groups", body)).json()) as { id: string };
  const add = { op: "add", path: "members", value: [{ value: await updating.user("a") }] };
  expect((await updating.patch(`/Groups/${id}`, add)).status).toBe(204);
  expect((await updating.call("DELETE", `/Groups/${id}`)).status).toBe(405);
  const reading = await playing({ groups: { support: "read" } });
  const there = (await (await besides(reading, "Groups", body)).json()) as { id: string };
  expect((await reading.patch(`/Groups/${there.id}`, add)).status).toBe(405);
  expect((await reading.call("GET", "/Groups")).body.totalResults).toBe(1);
});

test("nested: refused, and so many members in a group", async () => {
  const { call, user, group } = await playing({ groups: { nested: "refused", membersPerGroup: 2 } });
  const post = (...ids: string[]) =>
    call("POST", "/Groups", {
      schemas: [groupUrn],
      displayName: "h",
      members: ids.map((value) => ({ value })),
    });
  expect((await post(await group("g"))).status).toBe(400);
  const ids = [await user("a"), await user("b"), await user("c")];
  expect((await post(...ids)).status).toBe(400);
  expect((await post(...ids.slice(1))).status).toBe(201);
});

test.each([
  ["refused", 400, undefined],
  ["findNobody", 200, 0],
  ["findEverybody", 200, 2],
])(
  "otherFilters: %s, where a filter asks for what is not in filterBy",
  async (otherFilters, status, total) => {
    const { call, user } = await playing({ matching: { filterBy: ["userName"], otherFilters } });
    await user("a", { externalId: "x" });
    await user("b");
    const answer = await call("GET", '/Users?filter=externalId eq "x"');
    expect([answer.status, answer.body.totalResults]).toEqual([status, total]);
    expect((await call("GET", '/Users?filter=userName eq "a"')).body.totalResults).toBe(1);
  },
);

test("shows: own: nobody whom others made is shown, and their names are taken", async () => {
  const client = await playing({ reads: { shows: "own" } });
  const body = { schemas: [userUrn], userName: "a" };
  const { id } = (await (await besides(client, "Users", body)).json()) as { id: string };
  expect((await client.call("GET", "/Users")).body.totalResults).toBe(0);
  expect((await client.call("GET", `/Users/${id}`)).status).toBe(404);
  expect((await client.call("POST", "/Users", body)).status).toBe(409);
});
