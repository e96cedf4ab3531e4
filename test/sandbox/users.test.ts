import { expect, test } from "vitest";
import { enterpriseUrn, start, userUrn } from "./client.ts";

test("a user is created, read, replaced and deleted", async () => {
  const { call, sandbox } = await start();
  const created = await call("POST", "/Users", {
    schemas: [userUrn, enterpriseUrn],
    USERNAME: "bjensen",
    externalId: "701984",
    password: "t1meMa$heen",
    name: { familyName: "Jensen", middleName: null },
    emails: [{ value: "b@example.com", type: "work", primary: true }],
    nickName: null,
    [enterpriseUrn.toLowerCase()]: { department: "Tours" },
    id: "mine",
    meta: { version: "mine" },
    groups: [{ value: "x" }],
  });
  expect(created.status).toBe(201);
  expect(created.headers.get("content-type")).toMatch(/^application\/scim\+json/);
  const { id, meta, ...rest } = created.body;
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(rest).toEqual({
    schemas: [userUrn, enterpriseUrn],
    userName: "bjensen",
    externalId: "701984",
    name: { familyName: "Jensen" },
    emails: [{ value: "b@example.com", type: "work", primary: true }],
    [enterpriseUrn]: { department: "Tours" },
  });
  expect(meta).toMatchObject({
    resourceType: "User",
    location: `${sandbox.url}/Users/${id}`,
    version: 'W/"1"',
  });
  expect(created.headers.get("location")).toBe(meta.location);
  expect(created.headers.get("etag")).toBe('W/"1"');
  expect((await call("GET", `/Users/${id}`)).body).toEqual(created.body);

  const replaced = await call("PUT", `/Users/${id}`, {
    schemas: [userUrn],
    id,
    userName: "bjensen",
    active: false,
  });
  expect(replaced.status).toBe(200);
  expect(replaced.body).toEqual({
    schemas: [userUrn],
    id,
    userName: "bjensen",
    active: false,
    meta: { ...meta, version: 'W/"2"', lastModified: replaced.body.meta.lastModified },
  });
  expect((await call("DELETE", `/Users/${id}`)).status).toBe(204);
  expect((await call("GET", `/Users/${id}`)).status).toBe(404);
  expect((await call("DELETE", `/Users/${id}`)).body).toMatchObject({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: "404",
  });
});

test.each<[string, unknown, string, string]>([
  ["no schemas", { userName: "a" }, "invalidSyntax", "schemas"],
  ["other schemas", { schemas: ["urn:x"], userName: "a" }, "invalidSyntax", "schemas"],
  ["no userName", { schemas: [userUrn] }, "invalidValue", "userName is required"],
  ["a blank userName", { schemas: [userUrn], userName: " " }, "invalidValue", "userName is required"],
  [
    "a boolean as string",
    { schemas: [userUrn], userName: "a", active: "False" },
    "invalidValue",
    "active must be true",
  ],
  ["a number as string", { schemas: [userUrn], userName: 7 }, "invalidValue", "userName must be a string"],
  ["an unknown attribute", { schemas: [userUrn], userName: "a", shoe: 1 }, "invalidSyntax", "shoe"],
  ["an unknown part", { schemas: [userUrn], userName: "a", name: { shoe: 1 } }, "invalidSyntax", "shoe"],
  [
    "a list for one",
    { schemas: [userUrn], userName: "a", name: [] },
    "invalidValue",
    "name must be an object",
  ],
  [
    "one for a list",
    { schemas: [userUrn], userName: "a", emails: { value: "b" } },
    "invalidValue",
    "emails must be a list",
  ],
  [
    "two primaries",
    {
      schemas: [userUrn],
      userName: "a",
      emails: [
        { value: "1", primary: true },
        { value: "2", primary: true },
      ],
    },
    "invalidValue",
    "primary",
  ],
  ["an attribute twice", { schemas: [userUrn], userName: "a", username: "b" }, "invalidSyntax", "twice"],
  [
    "an unknown extension attribute",
    { schemas: [userUrn], userName: "a", [enterpriseUrn]: { shoe: 1 } },
    "invalidSyntax",
    "shoe",
  ],
  [
    "a manager as string",
    { schemas: [userUrn], userName: "a", [enterpriseUrn]: { manager: "1" } },
    "invalidValue",
    "manager must be an object",
  ],
  [
    "an extension as string",
    { schemas: [userUrn], userName: "a", "urn:x:y": "z" },
    "invalidValue",
    "must be an object",
  ],
  [
    "core attributes under their URN",
    { schemas: [userUrn], userName: "a", [userUrn]: { title: "x" } },
    "invalidSyntax",
    "top of the resource",
  ],
  ["a list", [], "invalidSyntax", "JSON object"],
  ["half of JSON", '{"schemas": [', "invalidSyntax", "not JSON"],
  ["nothing", "", "invalidSyntax", "body"],
  [
    "a polluting key",
    `{"schemas":["${userUrn}"],"userName":"a","__proto__":{"x":1}}`,
    "invalidSyntax",
    "__proto__",
  ],
])("POST refuses %s", async (_, body, scimType, detail) => {
  const { call } = await start();
  const answer = await call("POST", "/Users", body);
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ status: "400", scimType });
  expect(answer.body.detail).toContain(detail);
  expect((await call("GET", "/Users?count=0")).body.totalResults).toBe(0);
});

test("userName is unique without case, externalId is not unique", async () => {
  const { call, user } = await start();
  await user("Babs", { externalId: "1" });
  const second = await user("other", { externalId: "1" });
  const taken = { schemas: [userUrn], userName: "BABS" };
  const answer = await call("POST", "/Users", taken);
  expect([answer.status, answer.body.scimType]).toEqual([409, "uniqueness"]);
  expect((await call("PUT", `/Users/${second}`, taken)).status).toBe(409);
  expect((await call("PUT", `/Users/${second}`, { schemas: [userUrn], userName: "OTHER" })).status).toBe(200);
  expect((await call("GET", `/Users?filter=externalId eq "1"`)).body.totalResults).toBe(1);
});

test("a userName that came free may be taken", async () => {
  const { call, user } = await start();
  const id = await user("a");
  await call("PUT", `/Users/${id}`, { schemas: [userUrn], userName: "b" });
  await user("a");
  await call("DELETE", `/Users/${id}`);
  await user("b");
});

test("extensions nobody registered are kept word for word", async () => {
  const { call, user } = await start();
  const extension = { "x.y": [1, null, { __proto: "z" }], Case: "Kept" };
  const id = await user("a", { "urn:example:acme:1.0:User": extension });
  const { body } = await call("GET", `/Users/${id}`);
  expect(body["urn:example:acme:1.0:User"]).toEqual(extension);
  expect(body.schemas).toEqual([userUrn, "urn:example:acme:1.0:User"]);
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  const answer = await call(
    "POST",
    "/Users",
    `{"schemas":["${userUrn}"],"userName":"b","urn:x:y":{"a":${deep}}}`,
  );
  expect(answer.body.scimType).toBe("invalidValue");
});

test("If-Match and If-None-Match go by the version", async () => {
  const { call, user } = await start();
  const id = await user("a");
  const put = (tag: string) =>
    call("PUT", `/Users/${id}`, { schemas: [userUrn], userName: "a", title: tag }, { "if-match": tag });
  expect((await put('W/"9"')).status).toBe(412);
  expect((await put('W/"1"')).headers.get("etag")).toBe('W/"2"');
  expect((await put('W/"1"')).status).toBe(412);
  expect((await put('W/"7", W/"2"')).status).toBe(200);
  expect((await put("*")).status).toBe(200);
  expect((await call("GET", `/Users/${id}`, undefined, { "if-none-match": 'W/"4"' })).status).toBe(304);
  expect((await call("GET", `/Users/${id}`, undefined, { "if-none-match": 'W/"3"' })).status).toBe(200);
  expect((await call("DELETE", `/Users/${id}`, undefined, { "if-match": 'W/"1"' })).status).toBe(412);
});

test("a token is required for everything under the base URL", async () => {
  const { sandbox } = await start({ token: "right" });
  for (const [path, authorization] of [
    ["/Users", ""],
    ["/ServiceProviderConfig", "Bearer wrong"],
    ["/Users", "Basic right"],
    ["/nowhere", "Bearer righ"],
  ] as const) {
    const response = await fetch(`${sandbox.url}${path}`, { headers: { authorization } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(await response.json()).toMatchObject({ status: "401" });
  }
});

test("unknown paths, methods and media types have SCIM errors", async () => {
  const { call, user } = await start();
  const id = await user("a");
  for (const path of [
    "/Nowhere",
    "/users",
    `/Users/${id}/name`,
    "/Users/none",
    "/Users//x",
    "/ServiceProviderConfig/x",
  ])
    expect([path, (await call("GET", path)).body.status]).toEqual([path, "404"]);
  const wrong = await call("POST", `/Users/${id}`, {});
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, PUT, PATCH, DELETE"]);
  expect((await call("DELETE", "/Users")).status).toBe(405);
  expect((await call("POST", "/Bulk", {})).status).toBe(400);
  expect((await call("GET", "/Me")).status).toBe(501);
  expect((await call("GET", "/Users/%E0%A4%A")).status).toBe(400);
  expect((await call("POST", "/Users", "a=b", { "content-type": "text/plain" })).status).toBe(415);
  expect(
    (
      await call(
        "POST",
        "/Users",
        { schemas: [userUrn], userName: "j" },
        { "content-type": "application/json; charset=utf-8" },
      )
    ).status,
  ).toBe(201);
  expect((await call("GET", `/Users/${id}/`)).status).toBe(200);
});

test("a body beyond the limit is refused with 413", async () => {
  const { call } = await start();
  const answer = await call("POST", "/Users", { schemas: [userUrn], userName: "x".repeat(17 * 1024 * 1024) });
  expect(answer.body).toMatchObject({ status: "413" });
});
