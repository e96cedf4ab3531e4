import { expect, test } from "vitest";
import { type Client, groupUrn, patchUrn, start } from "./client.ts";

async function membersOf({ call }: Client, id: string): Promise<string[]> {
  const { body } = await call("GET", `/Groups/${id}`);
  return (body.members ?? []).map((member: { value: string }) => member.value);
}

test("members have a type, a reference and a name; users know their groups", async () => {
  const { call, group, sandbox, user } = await start();
  const a = await user("a", { displayName: "Ann" });
  const inner = await group("Inner");
  const id = await group("Outer", [a, inner]);
  expect((await call("GET", `/Groups/${id}`)).body.members).toEqual([
    { value: a, $ref: `${sandbox.url}/Users/${a}`, type: "User", display: "Ann" },
    { value: inner, $ref: `${sandbox.url}/Groups/${inner}`, type: "Group", display: "Inner" },
  ]);
  expect((await call("GET", `/Users/${a}`)).body.groups).toEqual([
    { value: id, $ref: `${sandbox.url}/Groups/${id}`, type: "direct", display: "Outer" },
  ]);
});

test("members must be there, and be what they are said to be", async () => {
  const { call, group, patch, user } = await start();
  const a = await user("a");
  const id = await group("g");
  const unknown = { schemas: [groupUrn], displayName: "h", members: [{ value: a }, { value: "nobody" }] };
  for (const answer of [
    await call("POST", "/Groups", unknown),
    await call("PUT", `/Groups/${id}`, unknown),
    await patch(`/Groups/${id}`, { op: "add", path: "members", value: unknown.members }),
    await patch(`/Groups/${id}`, { op: "replace", value: { members: unknown.members } }),
  ]) {
    expect([answer.status, answer.body.scimType]).toEqual([400, "invalidValue"]);
    expect(answer.body.detail).toContain('"nobody"');
  }
  const lie = await patch(`/Groups/${id}`, {
    op: "add",
    path: "members",
    value: [{ value: a, type: "Group" }],
  });
  expect(lie.body.scimType).toBe("invalidValue");
  expect((await patch(`/Groups/${id}`, { op: "add", path: "members", value: [{}] })).status).toBe(400);
  expect((await call("GET", `/Groups/${id}`)).body.members).toBeUndefined();
});

test("members are added, removed and replaced", async () => {
  const client = await start();
  const { group, patch, user } = client;
  const [a, b, c] = [await user("a"), await user("b"), await user("c")];
  const id = await group("g", [a]);
  const path = `/Groups/${id}`;
  expect(
    (await patch(path, { op: "add", path: "members", value: [{ value: b }, { value: b }, { value: c }] }))
      .status,
  ).toBe(204);
  expect(await membersOf(client, id)).toEqual([a, b, c]);
  await patch(path, { op: "remove", path: `members[value eq "${a}"]` });
  expect(await membersOf(client, id)).toEqual([b, c]);
  await patch(path, { op: "remove", path: `members[value eq "${a}" or value eq "${b}"]` });
  expect(await membersOf(client, id)).toEqual([c]);
  await patch(path, { op: "replace", path: "members", value: [{ value: a }, { value: c }] });
  expect((await membersOf(client, id)).sort()).toEqual([a, c].sort());
  await patch(path, { op: "remove", path: 'members[display sw "a"]' });
  expect(await membersOf(client, id)).toEqual([c]);
  await patch(path, { op: "add", value: { displayName: "G", members: [{ value: b }] } });
  expect((await membersOf(client, id)).sort()).toEqual([b, c].sort());
  await patch(path, { op: "remove", path: "members" });
  expect(await membersOf(client, id)).toEqual([]);
  for (const user of [a, b, c])
    expect((await client.call("GET", `/Users/${user}`)).body.groups).toBeUndefined();
});

test("adding a member again, or removing one who is not there, changes nothing", async () => {
  const { call, group, patch, user } = await start();
  const [a, b] = [await user("a"), await user("b")];
  const id = await group("g", [a]);
  const again = await patch(`/Groups/${id}`, { op: "add", path: "members", value: [{ value: a }] });
  expect([again.status, again.headers.get("etag")]).toEqual([204, 'W/"1"']);
  const gone = await patch(`/Groups/${id}`, { op: "remove", path: `members[value eq "${b}"]` });
  expect([gone.status, gone.headers.get("etag")]).toEqual([204, 'W/"1"']);
  const both = await patch(
    `/Groups/${id}`,
    { op: "remove", path: "members" },
    { op: "add", path: "members", value: [{ value: a }] },
  );
  expect(both.headers.get("etag")).toBe('W/"1"');
  expect((await call("GET", `/Users/${a}`)).body.groups).toHaveLength(1);
});

test("a PATCH that fails leaves the members", async () => {
  const client = await start();
  const a = await client.user("a");
  const id = await client.group("g", [a]);
  for (const last of [
    { op: "replace", path: 'members[value eq "x"]', value: [] },
    { op: "remove", path: "displayName" },
    { op: "replace", path: `members[value eq "${a}"].display`, value: "x" },
    { op: "remove", path: "members", value: [{ value: a }] },
  ])
    expect((await client.patch(`/Groups/${id}`, { op: "remove", path: "members" }, last)).status).toBe(400);
  expect(await membersOf(client, id)).toEqual([a]);
});

test("PATCH of a group is answered in full only on request", async () => {
  const { call, group } = await start();
  const id = await group("g");
  const body = { schemas: [patchUrn], Operations: [{ op: "replace", path: "displayName", value: "G" }] };
  expect((await call("PATCH", `/Groups/${id}`, body)).body).toBeUndefined();
  const answer = await call("PATCH", `/Groups/${id}?attributes=displayName`, body);
  expect(answer.body).toEqual({ schemas: [groupUrn], id, displayName: "G" });
});

test("PUT sets the members, and none when it names none", async () => {
  const client = await start();
  const [a, b] = [await client.user("a"), await client.user("b")];
  const id = await client.group("g", [a]);
  const put = (members?: object[]) =>
    client.call("PUT", `/Groups/${id}`, { schemas: [groupUrn], displayName: "g", members });
  expect((await put([{ value: b }])).body.members).toHaveLength(1);
  expect(await membersOf(client, id)).toEqual([b]);
  await put();
  expect(await membersOf(client, id)).toEqual([]);
});

test("a deleted user or group leaves the groups it was in", async () => {
  const client = await start();
  const a = await client.user("a");
  const inner = await client.group("inner", [a]);
  const outer = await client.group("outer", [a, inner]);
  await client.call("DELETE", `/Users/${a}`);
  expect(await membersOf(client, inner)).toEqual([]);
  expect(await membersOf(client, outer)).toEqual([inner]);
  await client.call("DELETE", `/Groups/${inner}`);
  const { body } = await client.call("GET", `/Groups/${outer}`);
  expect(body.members).toBeUndefined();
  expect(body.meta.version).toBe('W/"3"');
});

test("displayName is required and unique without case", async () => {
  const { call, group, patch } = await start();
  await group("Staff");
  const other = await group("Other");
  const taken = { schemas: [groupUrn], displayName: "STAFF" };
  expect((await call("POST", "/Groups", taken)).body).toMatchObject({
    status: "409",
    scimType: "uniqueness",
  });
  expect((await call("PUT", `/Groups/${other}`, taken)).status).toBe(409);
  expect((await patch(`/Groups/${other}`, { op: "replace", value: { displayName: "staff" } })).status).toBe(
    409,
  );
  expect((await call("POST", "/Groups", { schemas: [groupUrn] })).body.scimType).toBe("invalidValue");
});

test("members left out of an answer are not made for it", async () => {
  const { call, group, user } = await start();
  const id = await group("g", [await user("a")]);
  expect((await call("GET", `/Groups/${id}?excludedAttributes=members`)).body.members).toBeUndefined();
  expect((await call("GET", `/Groups?excludedAttributes=members`)).body.Resources[0].members).toBeUndefined();
  expect((await call("GET", `/Groups?attributes=members.value`)).body.Resources[0]).toEqual({
    schemas: [groupUrn],
    id,
    members: [{ value: expect.any(String) }],
  });
});
