import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  enterpriseSchema,
  groupSchema,
  memberIds,
  plainClient,
  type PlainClient,
} from "../support/servers/plain-client.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { startScimmy } from "../support/servers/scimmy.ts";

let server: ScimServer;
let client: PlainClient;

beforeEach(async () => {
  server = await startScimmy();
  client = plainClient(server);
});
afterEach(() => server.close());

describe("users", () => {
  test("userName is unique without case, but looked up with case", async () => {
    await client.createUser({ userName: "ann" });
    const again = await client.send("POST", "/Users", { userName: "ANN" });
    expect(again).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    expect(await client.find("/Users", 'userName eq "ann"')).toHaveLength(1);
    expect(await client.find("/Users", 'userName eq "ANN"')).toHaveLength(0);
  });

  test("emails.value eq answers 400 as soon as one user has no e-mail", async () => {
    await client.createUser({ userName: "ann", emails: [{ value: "ann@x.org", type: "work" }] });
    expect(await client.find("/Users", 'emails.value eq "ann@x.org"')).toHaveLength(1);
    await client.createUser({ userName: "ben" });
    const filter = encodeURIComponent('emails.value eq "ann@x.org"');
    expect((await client.send("GET", `/Users?filter=${filter}`)).status).toBe(400);
  });

  test("PATCH by type needs a value of that type; a new one is added as a list", async () => {
    const id = await client.createUser({ userName: "ann", emails: [{ value: "a@x.org", type: "work" }] });
    const path = 'emails[type eq "home"].value';
    const missing = await client.patch(`/Users/${id}`, [{ op: "replace", path, value: "h@x.org" }]);
    expect(missing).toMatchObject({ status: 400, body: { scimType: "noTarget" } });
    const home = { value: "h@x.org", type: "home" };
    await client.patch(`/Users/${id}`, [{ op: "add", path: "emails", value: [home] }]);
    await client.patch(`/Users/${id}`, [
      { op: "replace", path: 'emails[type eq "work"].value', value: "b@x.org" },
    ]);
    const emails = [{ value: "b@x.org", type: "work" }, home];
    expect(await server.users()).toMatchObject([{ emails }]);
  });

  test("the manager is set as an object; its sub-attribute is refused while there is none", async () => {
    const id = await client.createUser({ userName: "ann", [enterpriseSchema]: { department: "R&D" } });
    const path = `${enterpriseSchema}:manager`;
    const bySub = await client.patch(`/Users/${id}`, [{ op: "replace", path: `${path}.value`, value: "m1" }]);
    expect(bySub.status).toBe(400);
    await client.patch(`/Users/${id}`, [{ op: "replace", path, value: { value: "m1" } }]);
    expect(await server.users()).toMatchObject([
      { [enterpriseSchema]: { department: "R&D", manager: { value: "m1" } } },
    ]);
  });

  test("a PATCH that changes nothing answers 204", async () => {
    const id = await client.createUser({ userName: "ann", title: "Engineer" });
    const same = await client.patch(`/Users/${id}`, [{ op: "replace", path: "title", value: "Engineer" }]);
    expect(same.status).toBe(204);
  });

  test("a page behind the end has rows", async () => {
    for (const userName of ["ann", "ben", "cid"]) await client.createUser({ userName });
    const { body } = await client.send("GET", "/Users?startIndex=50&count=2");
    expect(body).toMatchObject({ totalResults: 3, startIndex: 50, itemsPerPage: 2 });
    expect(body["Resources"]).toHaveLength(2);
  });

  test("a page without count has 20 rows", async () => {
    for (let n = 0; n < 25; n += 1) await client.createUser({ userName: `user${n}` });
    const { body } = await client.send("GET", "/Users");
    expect(body["totalResults"]).toBe(25);
    expect(body["Resources"]).toHaveLength(20);
  });
});

describe("groups", () => {
  test("a member that is added again is there twice; one removal takes both", async () => {
    const ann = await client.createUser({ userName: "ann" });
    const group = await client.createGroup({ displayName: "Team", members: [{ value: ann }] });
    await client.patch(`/Groups/${group}`, [{ op: "add", path: "members", value: [{ value: ann }] }]);
    expect(await memberIds(server, group)).toEqual([ann, ann]);
    await client.patch(`/Groups/${group}`, [{ op: "remove", path: "members", value: [{ value: ann }] }]);
    expect(await memberIds(server, group)).toEqual([]);
  });

  test("members come out by path filter, many in one request", async () => {
    const ids = await Promise.all(["a", "b", "c"].map((userName) => client.createUser({ userName })));
    const group = await client.createGroup({ displayName: "Team", members: ids.map((value) => ({ value })) });
    const gone = ids.slice(0, 2).map((id) => ({ op: "remove", path: `members[value eq "${id}"]` }));
    expect((await client.patch(`/Groups/${group}`, gone)).status).toBe(200);
    expect(await memberIds(server, group)).toEqual([ids[2]]);
  });

  test("two groups may have one name", async () => {
    await client.createGroup({ displayName: "Team" });
    const again = await client.send("POST", "/Groups", { schemas: [groupSchema], displayName: "Team" });
    expect(again.status).toBe(201);
    expect(await client.find("/Groups", 'displayName eq "Team"')).toHaveLength(2);
  });
});
