import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import type {
  ConnectorProfile,
  EndpointProfile,
  GroupsProfile,
  UsersProfile,
} from "../../src/connector/profile.ts";
import { enterpriseUrn, groupUrn, start, userUrn } from "./client.ts";

const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));
const generic = await loadConnector("generic", connectorFolder);

function profile(differences: {
  readonly endpoint?: Partial<EndpointProfile>;
  readonly users?: Partial<UsersProfile>;
  readonly groups?: Partial<GroupsProfile>;
}): ConnectorProfile {
  return {
    ...generic,
    endpoint: { ...generic.endpoint, ...differences.endpoint },
    users: { ...generic.users, ...differences.users },
    groups: { ...generic.groups, membersPerRequest: 1000, ...differences.groups },
  };
}

test("a service without PATCH answers 501 and says so", async () => {
  const { call, patch, user, group } = await start({ dialect: profile({ users: { update: "put" } }) });
  const answer = await patch(`/Users/${await user("a")}`, { op: "replace", path: "title", value: "x" });
  expect([answer.status, answer.body.status]).toEqual([501, "501"]);
  expect(
    (await patch(`/Groups/${await group("g")}`, { op: "replace", path: "displayName", value: "x" })).status,
  ).toBe(204);
  expect((await call("GET", "/ServiceProviderConfig")).body.patch.supported).toBe(false);
});

test("a service may take PATCH of users and not of groups", async () => {
  const { patch, user, group } = await start({ dialect: profile({ groups: { update: "put" } }) });
  expect(
    (await patch(`/Users/${await user("a")}`, { op: "replace", path: "title", value: "x" })).status,
  ).toBe(200);
  expect(
    (await patch(`/Groups/${await group("g")}`, { op: "replace", path: "displayName", value: "x" })).status,
  ).toBe(501);
});

test("a service without groups has no /Groups", async () => {
  const { call } = await start({ dialect: profile({ groups: { support: "none" } }) });
  expect((await call("GET", "/Groups")).status).toBe(404);
  expect((await call("POST", "/Groups", { schemas: [groupUrn], displayName: "g" })).status).toBe(404);
  expect((await call("GET", "/ResourceTypes")).body.totalResults).toBe(1);
});

test("a service may drop the members of a new group", async () => {
  const { call, user, group } = await start({ dialect: profile({ groups: { create: "thenPatch" } }) });
  const id = await group("g", [await user("a"), "nobody"]);
  expect((await call("GET", `/Groups/${id}`)).body.members).toBeUndefined();
});

test("a service may take members out by a list only", async () => {
  const { call, patch, user, group } = await start({
    dialect: profile({ groups: { removeMembers: "valueList" } }),
  });
  const [a, b] = [await user("a"), await user("b")];
  const id = await group("g", [a, b]);
  const byPath = await patch(`/Groups/${id}`, { op: "remove", path: `members[value eq "${a}"]` });
  expect([byPath.status, byPath.body.scimType]).toEqual([400, "invalidPath"]);
  expect(
    (await patch(`/Groups/${id}`, { op: "remove", path: "members", value: [{ value: a }] })).status,
  ).toBe(204);
  expect((await patch(`/Groups/${id}`, { op: "remove", path: "members", value: [] })).status).toBe(204);
  const { members } = (await call("GET", `/Groups/${id}`)).body;
  expect(members.map((member: { value: string }) => member.value)).toEqual([b]);
});

test("a service may take so many members in one request", async () => {
  const { call, patch, user, group } = await start({
    dialect: profile({ groups: { membersPerRequest: 2 } }),
  });
  const ids = [await user("a"), await user("b"), await user("c")];
  const members = ids.map((value) => ({ value }));
  expect((await call("POST", "/Groups", { schemas: [groupUrn], displayName: "x", members })).status).toBe(
    400,
  );
  const id = await group("g", ids.slice(0, 2));
  expect(
    (await call("PUT", `/Groups/${id}`, { schemas: [groupUrn], displayName: "g", members })).status,
  ).toBe(400);
  const path = `/Groups/${id}`;
  expect((await patch(path, { op: "add", path: "members", value: members })).body.detail).toContain(
    "3 members",
  );
  expect((await patch(path, { op: "replace", value: { members } })).status).toBe(400);
  expect(
    (await patch(path, ...ids.map((value) => ({ op: "remove", path: `members[value eq "${value}"]` }))))
      .status,
  ).toBe(400);
  expect((await patch(path, { op: "add", path: "members", value: members.slice(1) })).status).toBe(204);
});

test("a service may keep its members to itself", async () => {
  const { call, user, group, sandbox } = await start({
    dialect: profile({ groups: { membersReadable: false } }),
  });
  const id = await group("g", [await user("a")]);
  expect((await call("GET", `/Groups/${id}`)).body.members).toBeUndefined();
  expect((await call("GET", "/Groups?attributes=members")).body.Resources[0].members).toBeUndefined();
  expect(sandbox.groups()).toHaveLength(1);
});

test("a service may have no ServiceProviderConfig", async () => {
  const { call } = await start({ dialect: profile({ endpoint: { discovery: "ignore" } }) });
  expect((await call("GET", "/ServiceProviderConfig")).status).toBe(404);
});

test("a service may want plain JSON", async () => {
  const { call } = await start({ dialect: profile({ endpoint: { contentType: "application/json" } }) });
  const body = { schemas: [userUrn], userName: "a" };
  expect((await call("POST", "/Users", body)).status).toBe(415);
  expect((await call("POST", "/Users", body, { "content-type": "application/json" })).status).toBe(201);
});

test("a service may take no filters and no extension paths in PATCH", async () => {
  const { patch, user } = await start({
    dialect: profile({ users: { multiValued: "whole", extensionPath: "object" } }),
  });
  const path = `/Users/${await user("a", { emails: [{ value: "x", type: "work" }] })}`;
  const filter = await patch(path, { op: "replace", path: 'emails[type eq "work"].value', value: "y" });
  expect([filter.status, filter.body.scimType]).toEqual([400, "invalidPath"]);
  expect((await patch(path, { op: "replace", path: `${enterpriseUrn}:department`, value: "y" })).status).toBe(
    400,
  );
  expect((await patch(path, { op: "replace", value: { [enterpriseUrn]: { department: "y" } } })).status).toBe(
    200,
  );
});

test("a service may not keep what it takes, or not as it came", async () => {
  const { call, patch, user } = await start({
    dialect: profile({
      users: {
        drops: ["nickName", "name.middleName", `${enterpriseUrn}:division`, "phoneNumbers.display"],
        lowerCases: ["emails.value", "title"],
      },
    }),
  });
  const given = {
    nickName: "N",
    name: { middleName: "M", givenName: "G" },
    title: "CTO",
    emails: [{ value: "A@X.org", type: "work" }],
    phoneNumbers: [{ value: "1", display: "one" }],
    [enterpriseUrn]: { division: "D" },
  };
  const kept = {
    name: { givenName: "G" },
    title: "cto",
    emails: [{ value: "a@x.org", type: "work" }],
    phoneNumbers: [{ value: "1" }],
  };
  const path = `/Users/${await user("a", given)}`;
  expect((await call("GET", path)).body).toMatchObject(kept);
  for (const answer of [
    await patch(path, { op: "replace", value: { nickName: "N", title: "CEO" } }),
    await call("PUT", path, { schemas: [userUrn], userName: "a", ...given, title: "CEO" }),
  ]) {
    expect(answer).toMatchObject({ status: 200, body: { ...kept, title: "ceo" } });
    expect(answer.body).not.toHaveProperty("nickName");
    expect(answer.body).not.toHaveProperty([enterpriseUrn]);
  }
});

test("a service has what its profile maps at the top of an account, with parts of any name", async () => {
  const defaults = { users: { attributes: { userName: "x", "metadata.team": "x", role: "x" } } };
  const { call, patch } = await start({ dialect: { ...generic, defaults } });
  const made = { userName: "a", role: "admin", metadata: { team: "eng", seats: 3, gone: null } };
  const { status, body } = await call("POST", "/Users", { schemas: [userUrn], ...made });
  expect([status, body.role, body.metadata]).toEqual([201, "admin", { team: "eng", seats: 3 }]);
  const changed = await patch(
    `/Users/${body.id}`,
    { op: "replace", path: "metadata.region", value: "emea" },
    { op: "remove", path: "metadata.team" },
  );
  expect(changed.body.metadata).toEqual({ seats: 3, region: "emea" });
  const { status: refused } = await call("POST", "/Users", { schemas: [userUrn], userName: "b", shoe: 9 });
  expect(refused).toBe(400);
  expect(JSON.stringify((await call("GET", "/Schemas")).body)).not.toContain("metadata");
});
