import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  groupSchema,
  memberIds,
  plainClient,
  type PlainClient,
  userSchema,
} from "../support/servers/plain-client.ts";
import { startBetterAuth } from "../support/servers/better-auth.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

let server: ScimServer;
let client: PlainClient;

beforeEach(async () => {
  server = await startBetterAuth();
  client = plainClient(server);
});
afterEach(() => server.close());

test("says that a page has 100 rows at most", async () => {
  const { body } = await client.send("GET", "/ServiceProviderConfig");
  expect(body).toMatchObject({ patch: { supported: true }, filter: { supported: true, maxResults: 100 } });
});

describe("users", () => {
  const work = { value: "ann@x.org", type: "work", primary: true };
  const home = { value: "ann@home.org", type: "home", primary: false };

  test("externalId is unique", async () => {
    await client.createUser({ userName: "ann@x.org", externalId: "7" });
    const other = { schemas: [userSchema], userName: "ben@x.org", externalId: "7" };
    expect(await client.send("POST", "/Users", other)).toMatchObject({
      status: 409,
      body: { scimType: "uniqueness", detail: "SCIM User externalId already exists" },
    });
  });

  test("a primary e-mail belongs to one user", async () => {
    await client.createUser({ userName: "ann", emails: [work] });
    const other = { schemas: [userSchema], userName: "ben", emails: [work] };
    expect((await client.send("POST", "/Users", other)).status).toBe(409);
  });

  test("a userName that is no e-mail address needs an e-mail besides", async () => {
    const answer = await client.send("POST", "/Users", { schemas: [userSchema], userName: "ann" });
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
  });

  test("userName is looked up without case", async () => {
    await client.createUser({ userName: "ann@x.org" });
    expect(await client.find("/Users", 'userName eq "ANN@x.org"')).toHaveLength(1);
  });

  test("an e-mail is not removed by type; the whole list is replaced", async () => {
    const id = await client.createUser({ userName: "ann", emails: [work, home] });
    const byType = await client.patch(`/Users/${id}`, [{ op: "remove", path: 'emails[type eq "home"]' }]);
    expect(byType).toMatchObject({ status: 400, body: { scimType: "invalidPath" } });
    const whole = await client.patch(`/Users/${id}`, [{ op: "replace", path: "emails", value: [work] }]);
    expect(whole.status).toBe(200);
    expect(await server.users()).toMatchObject([{ emails: [work] }]);
  });

  test("e-mails cannot be removed altogether, and an attribute is not blanked by an empty string", async () => {
    const id = await client.createUser({ userName: "ann", emails: [work], title: "Engineer" });
    expect((await client.patch(`/Users/${id}`, [{ op: "remove", path: "emails" }])).status).toBe(400);
    const blank = await client.patch(`/Users/${id}`, [{ op: "replace", path: "title", value: "" }]);
    expect(blank.status).toBe(400);
    expect((await client.patch(`/Users/${id}`, [{ op: "remove", path: "title" }])).status).toBe(200);
    expect((await server.users())[0]).not.toHaveProperty("title");
  });

  test("an attribute it does not know is refused in PATCH and dropped in POST", async () => {
    const id = await client.createUser({ userName: "ann@x.org", nickName: "Annie" });
    expect((await server.users())[0]).not.toHaveProperty("nickName");
    const patched = await client.patch(`/Users/${id}`, [{ op: "replace", path: "nickName", value: "An" }]);
    expect(patched).toMatchObject({ status: 400, body: { scimType: "invalidPath" } });
  });

  test("an unknown id is 404 for GET, PATCH, PUT and DELETE", async () => {
    const user = { schemas: [userSchema], userName: "ann@x.org" };
    const patched = await client.patch("/Users/none", [{ op: "replace", path: "title", value: "T" }]);
    expect(patched.status).toBe(404);
    expect((await client.send("GET", "/Users/none")).status).toBe(404);
    expect((await client.send("PUT", "/Users/none", user)).status).toBe(404);
    expect((await client.send("DELETE", "/Users/none")).status).toBe(404);
  });

  test("a user that was deleted can be made again, with another id", async () => {
    const user = { userName: "ann@x.org", externalId: "7" };
    const id = await client.createUser(user);
    expect((await client.send("DELETE", `/Users/${id}`)).status).toBe(204);
    expect(await client.createUser(user)).not.toBe(id);
  });
});

describe("groups", () => {
  test("a member nobody knows is 400, and so is a nested group", async () => {
    const inner = await client.createGroup({ displayName: "Inner" });
    for (const members of [[{ value: "nobody" }], [{ value: inner, type: "Group" }]]) {
      const answer = await client.send("POST", "/Groups", {
        schemas: [groupSchema],
        displayName: "T",
        members,
      });
      expect(answer.status).toBe(400);
    }
  });

  test("takes 100 new members in one request and not 101", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 101; n += 1) ids.push(await client.createUser({ userName: `user${n}@x.org` }));
    const members = ids.map((value) => ({ value }));
    const all = await client.send("POST", "/Groups", { schemas: [groupSchema], displayName: "T", members });
    expect(all).toMatchObject({ status: 400, body: { detail: "One or more Group members are invalid" } });
    const group = await client.createGroup({ displayName: "T", members: members.slice(0, 100) });
    await client.patch(`/Groups/${group}`, [{ op: "add", path: "members", value: members.slice(100) }]);
    expect(await memberIds(server, group)).toEqual(ids.toSorted());
  });

  test("holds 1000 members at most", async () => {
    const members = Array.from({ length: 1001 }, (_, n) => ({ value: `id${n}` }));
    const answer = await client.send("POST", "/Groups", {
      schemas: [groupSchema],
      displayName: "T",
      members,
    });
    expect(answer.status).toBe(400);
    expect(answer.body["detail"]).toContain("<=1000 items");
  });

  test("displayName is unique", async () => {
    await client.createGroup({ displayName: "Team" });
    const again = await client.send("POST", "/Groups", { schemas: [groupSchema], displayName: "Team" });
    expect(again).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
  });
});
