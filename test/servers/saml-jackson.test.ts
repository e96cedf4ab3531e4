import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import {
  enterpriseSchema,
  memberIds,
  plainClient,
  type PlainClient,
  userSchema,
} from "../support/servers/plain-client.ts";
import { startSamlJackson } from "../support/servers/saml-jackson.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

let server: ScimServer;
let client: PlainClient;

describe.each(["mem", "sqlite"] as const)("engine %s", (engine) => {
  beforeEach(async () => {
    server = await startSamlJackson({ engine });
    client = plainClient(server);
  });
  afterEach(() => server.close());

  test("has no ServiceProviderConfig", async () => {
    expect((await client.send("GET", "/ServiceProviderConfig")).status).toBe(404);
  });

  test("a userName filter searches the first e-mail, and externalId finds nobody", async () => {
    await client.createUser({ userName: "jdoe", externalId: "7", emails: [{ value: "john@x.org" }] });
    expect(await client.find("/Users", 'userName eq "jdoe"')).toEqual([]);
    expect(await client.find("/Users", 'externalId eq "7"')).toEqual([]);
    expect(await client.find("/Users", 'userName eq "john@x.org"')).toMatchObject([{ userName: "jdoe" }]);
    expect(await client.find("/Users", 'emails.value eq "john@x.org"')).toMatchObject([{ userName: "jdoe" }]);
  });

  test("a user without e-mail is found by userName", async () => {
    await client.createUser({ userName: "jdoe" });
    expect(await client.find("/Users", 'userName eq "jdoe"')).toHaveLength(1);
    expect(await client.find("/Users", 'userName eq "JDOE"')).toHaveLength(0);
  });

  test("two users may share a userName, but not the first e-mail", async () => {
    await client.createUser({ userName: "jdoe", emails: [{ value: "john@x.org" }] });
    await client.createUser({ userName: "jdoe", emails: [{ value: "jane@x.org" }] });
    const third = { schemas: [userSchema], userName: "third", emails: [{ value: "jane@x.org" }] };
    const refused = await client.send("POST", "/Users", third);
    expect(refused).toMatchObject({ status: 409, body: { detail: "User already exists" } });
    expect(refused.body).not.toHaveProperty("scimType");
  });

  test("after a change of e-mail only the one of the POST is found, and stays taken", async () => {
    const id = await client.createUser({ userName: "jdoe", emails: [{ value: "old@x.org", type: "work" }] });
    const path = 'emails[type eq "work"].value';
    await client.patch(`/Users/${id}`, [{ op: "replace", path, value: "new@x.org" }]);
    expect(await server.users()).toMatchObject([{ emails: [{ value: "new@x.org" }] }]);
    expect(await client.find("/Users", 'emails.value eq "new@x.org"')).toEqual([]);
    expect(await client.find("/Users", 'emails.value eq "old@x.org"')).toMatchObject([{ id }]);
    const other = { schemas: [userSchema], userName: "other", emails: [{ value: "old@x.org" }] };
    expect((await client.send("POST", "/Users", other)).status).toBe(409);
  });

  test.each([
    ["a path with colon", { path: `${enterpriseSchema}:department`, value: "B" }],
    ["an object, no path", { value: { [enterpriseSchema]: { department: "B" } } }],
    ["an object under the URN as path", { path: enterpriseSchema, value: { department: "B" } }],
  ])("PATCH of the enterprise extension by %s lands elsewhere", async (_, operation) => {
    const id = await client.createUser({ userName: "jdoe" });
    const answer = await client.patch(`/Users/${id}`, [{ op: "replace", ...operation }]);
    expect(answer.status).toBe(200);
    const [user] = await server.users();
    expect(user).not.toHaveProperty([enterpriseSchema]);
    expect(user).toHaveProperty(["urn:ietf:params:scim:schemas:extension:enterprise:2"]);
  });

  test("PATCH with an object replaces an enterprise extension that is there, unnamed attributes lost", async () => {
    const id = await client.createUser({
      userName: "jdoe",
      [enterpriseSchema]: { department: "A", costCenter: "C" },
    });
    await client.patch(`/Users/${id}`, [
      { op: "replace", value: { [enterpriseSchema]: { department: "B" } } },
    ]);
    expect((await server.users())[0]?.[enterpriseSchema]).toEqual({ department: "B" });
  });

  test("PUT stores the enterprise extension as it is sent, and keeps the id", async () => {
    const id = await client.createUser({ userName: "jdoe", title: "Engineer" });
    const wanted: JsonObject = {
      schemas: [userSchema, enterpriseSchema],
      userName: "jdoe",
      active: false,
      [enterpriseSchema]: { department: "B", manager: { value: "m1" } },
    };
    expect((await client.send("PUT", `/Users/${id}`, wanted)).status).toBe(200);
    expect(await server.users()).toEqual([{ ...wanted, id }]);
  });

  test("200 for a removal by type that did nothing, and for an add that replaced", async () => {
    const emails = [
      { value: "w@x.org", type: "work" },
      { value: "h@x.org", type: "home" },
    ];
    const id = await client.createUser({ userName: "jdoe", emails });
    const removal = await client.patch(`/Users/${id}`, [{ op: "remove", path: 'emails[type eq "home"]' }]);
    expect(removal.status).toBe(200);
    expect(await server.users()).toMatchObject([{ emails }]);
    const other = { value: "o@x.org", type: "other" };
    await client.patch(`/Users/${id}`, [{ op: "add", path: "emails", value: [other] }]);
    expect((await server.users())[0]?.["emails"]).toEqual([other]);
  });

  test("deactivated and reactivated, a user keeps the id", async () => {
    const id = await client.createUser({ userName: "jdoe", active: true });
    for (const active of [false, true]) {
      await client.patch(`/Users/${id}`, [{ op: "replace", path: "active", value: active }]);
      expect(await server.users()).toMatchObject([{ id, active }]);
    }
  });

  test("DELETE answers 200, the second time 404", async () => {
    const id = await client.createUser({ userName: "jdoe" });
    expect((await client.send("DELETE", `/Users/${id}`)).status).toBe(200);
    const again = await client.send("DELETE", `/Users/${id}`);
    expect(again.status).toBe(404);
    expect(again.body).not.toHaveProperty("status");
  });

  test("totalResults of users ends at 50, and groups after the fiftieth are not listed", async () => {
    for (let n = 0; n < 55; n += 1) await client.createUser({ userName: `user${n}` });
    for (let n = 0; n < 55; n += 1) await client.createGroup({ displayName: `group${n}` });
    const users = (await client.send("GET", "/Users?startIndex=51&count=50")).body;
    expect(users).toMatchObject({ totalResults: 50, startIndex: 51 });
    expect(users["Resources"]).toHaveLength(5);
    const groups = (await client.send("GET", "/Groups?startIndex=51&count=50")).body;
    expect(groups).toMatchObject({ totalResults: 50, startIndex: 1 });
    expect(groups["Resources"]).toHaveLength(50);
  });

  describe("groups", () => {
    let ann: string;
    let ben: string;
    beforeEach(async () => {
      ann = await client.createUser({ userName: "ann" });
      ben = await client.createUser({ userName: "ben" });
    });

    test("POST and PUT drop members, and no GET tells them", async () => {
      const members = [{ value: ann }];
      const group = await client.createGroup({ displayName: "Team", members });
      expect(await memberIds(server, group)).toEqual([]);
      await client.patch(`/Groups/${group}`, [{ op: "add", path: "members", value: members }]);
      expect(await memberIds(server, group)).toEqual([ann]);
      const put = { id: group, displayName: "Other", members: [{ value: ben }] };
      expect((await client.send("PUT", `/Groups/${group}`, put)).status).toBe(200);
      expect(await memberIds(server, group)).toEqual([ann]);
      expect((await client.send("GET", `/Groups/${group}`)).body).toMatchObject({
        displayName: "Other",
        members: [],
      });
    });

    test("add, remove by members[value eq] and by value list work, several in one request", async () => {
      const group = await client.createGroup({ displayName: "Team" });
      const path = `/Groups/${group}`;
      await client.patch(path, [{ op: "add", path: "members", value: [{ value: ann }, { value: ben }] }]);
      expect(await memberIds(server, group)).toEqual([ann, ben].toSorted());
      await client.patch(path, [{ op: "remove", path: "members", value: [{ value: ann }] }]);
      expect(await memberIds(server, group)).toEqual([ben]);
      await client.patch(path, [
        { op: "add", path: "members", value: [{ value: ann }] },
        { op: "remove", path: `members[value eq "${ben}"]` },
      ]);
      expect(await memberIds(server, group)).toEqual([ann]);
      await client.patch(path, [{ op: "add", path: "members", value: [{ value: ann }] }]);
      expect(await memberIds(server, group)).toEqual([ann]);
    });

    test.each([
      ["Add", { op: "Add", path: "members" }],
      ["replace", { op: "replace", path: "members" }],
    ])("%s is answered 200 and ignored", async (_, operation) => {
      const group = await client.createGroup({ displayName: "Team" });
      const answer = await client.patch(`/Groups/${group}`, [{ ...operation, value: [{ value: ann }] }]);
      expect(answer.status).toBe(200);
      expect(await memberIds(server, group)).toEqual([]);
    });

    test("a renamed group is found by its first name only", async () => {
      const id = await client.createGroup({ displayName: "Team" });
      await client.patch(`/Groups/${id}`, [{ op: "replace", path: "displayName", value: "Crew" }]);
      expect(await client.find("/Groups", 'displayName eq "Crew"')).toEqual([]);
      expect(await client.find("/Groups", 'displayName eq "Team"')).toMatchObject([
        { id, displayName: "Crew" },
      ]);
    });

    test("a deleted user stays a member", async () => {
      const group = await client.createGroup({ displayName: "Team" });
      await client.patch(`/Groups/${group}`, [{ op: "add", path: "members", value: [{ value: ann }] }]);
      await client.send("DELETE", `/Users/${ann}`);
      expect(await memberIds(server, group)).toEqual([ann]);
    });
  });
});
