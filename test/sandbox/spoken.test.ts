import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import { groupUrn, patchUrn, start, userUrn } from "./client.ts";

const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));
const generic = await loadConnector("generic", connectorFolder);

type Sections = "endpoint" | "users" | "groups" | "reads" | "matching" | "pacing" | "bulk" | "auth";

/** A service that departs from the RFC in these settings of its profile. */
function service(differences: {
  readonly [Section in Sections]?: Partial<ConnectorProfile[Section]>;
}): ConnectorProfile {
  const changed = Object.entries(differences).map(([name, section]) => {
    return [name, { ...generic[name as Sections], ...section }] as const;
  });
  return { ...generic, ...Object.fromEntries(changed) };
}

function created(path: string, bulkId: string, data: object) {
  return { method: "POST", path, bulkId, data };
}

function set(path: string, value: unknown) {
  return { op: "replace", path, value };
}

function add(value: unknown) {
  return { op: "add", path: "members", value };
}

function basicOf(password: string) {
  return { authorization: `Basic ${btoa(`ann:${password}`)}` };
}

const ann = { schemas: [userUrn], userName: "ann", active: true };

test("a service may have its endpoints elsewhere, and nothing where the RFC has them", async () => {
  const paths = { ...generic.endpoint.paths, users: "/people", groups: "/my/groups", bulk: "/many" };
  const { call, sandbox } = await start({
    dialect: service({ endpoint: { paths }, bulk: { use: "offered" } }),
  });
  const made = await call("POST", "/people?x=1", ann);
  expect([made.status, made.headers.get("location")]).toEqual([201, `${sandbox.url}/people/${made.body.id}`]);
  expect(made.body.meta.location).toBe(`${sandbox.url}/people/${made.body.id}`);
  expect((await call("GET", `/people/${made.body.id}`)).body.userName).toBe("ann");
  expect((await call("GET", "/people?count=1")).body.totalResults).toBe(1);
  for (const path of ["/Users", `/Users/${made.body.id}`, "/Groups", "/Bulk", "/peoples"])
    expect([path, (await call("GET", path)).status]).toEqual([path, 404]);
  const types = (await call("GET", "/ResourceTypes")).body.Resources;
  expect(types.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(["/people", "/my/groups"]);
  const group = { schemas: [groupUrn], displayName: "g", members: [{ value: "bulkId:u" }] };
  const many = await call("POST", "/many", {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    Operations: [
      created("/people", "u", { ...ann, userName: "bob" }),
      created("/my/groups", "g", group),
      { method: "DELETE", path: "/my/groups/bulkId:g" },
      created("/Users", "v", { ...ann, userName: "cid" }),
    ],
  });
  expect(many.body.Operations.map(({ status }: { status: string }) => status)).toEqual([
    "201",
    "201",
    "204",
    "404",
  ]);
  expect(many.body.Operations[0].location).toContain(`${sandbox.url}/people/`);
});

test("a service may give answers as one type alone, and want parameters in each write", async () => {
  const { call } = await start({
    dialect: service({ endpoint: { accept: "application/json", writeQuery: { notify: "no one" } } }),
  });
  const write = "?notify=no%20one";
  expect((await call("POST", "/Users", ann)).body.detail).toContain("notify=no one");
  const made = await call("POST", `/Users${write}`, ann);
  expect(made.status).toBe(201);
  expect((await call("DELETE", `/Users/${made.body.id}`)).status).toBe(400);
  const both = { accept: "application/scim+json, application/json" };
  expect((await call("GET", "/Users", undefined, both)).status).toBe(406);
  expect((await call("GET", "/Users", undefined, { accept: "application/json" })).status).toBe(200);
});

test("a service may want PATCH spelt in its own way", async () => {
  const { patch, user, call } = await start({
    dialect: service({ endpoint: { operationCase: "capital", booleans: "text" } }),
  });
  const path = `/Users/${await user("ann", { active: true, emails: [{ value: "a@b.c", type: "work" }] })}`;
  expect((await patch(path, { op: "replace", path: "active", value: "False" })).body.detail).toContain("Add");
  expect((await patch(path, { op: "Replace", path: "active", value: false })).body.detail).toContain("text");
  expect((await patch(path, { op: "Replace", path: "active", value: "False" })).status).toBe(200);
  expect((await call("GET", path)).body.active).toBe(false);
  const whole = { active: "True", title: "True", emails: [{ value: "d@b.c", primary: "True" }] };
  expect((await patch(path, { op: "Replace", value: whole })).status).toBe(200);
  expect((await call("GET", path)).body).toMatchObject({
    ...whole,
    active: true,
    emails: [{ primary: true }],
  });
});

test.each([
  ["nothing", 204, undefined],
  ["emptyObject", 200, {}],
] as const)("a service may answer PATCH with %s", async (patchAnswers, status, body) => {
  const { patch, user, group, call } = await start({ dialect: service({ endpoint: { patchAnswers } }) });
  const paths = [`/Users/${await user("ann")}`, `/Groups/${await group("g")}`];
  for (const path of paths) {
    const answer = await patch(path, { op: "replace", path: "displayName", value: "other" });
    expect([answer.status, answer.body]).toEqual([status, body]);
    expect((await call("GET", path)).body.displayName).toBe("other");
  }
});

test("a service may give ids as numbers, and count from 0", async () => {
  const dialect = service({ endpoint: { ids: "number" }, reads: { firstIndex: 0 } });
  const { call, user } = await start({ dialect });
  await user("ann");
  await user("bob");
  const { Resources: rows } = (await call("GET", "/Users?startIndex=1&count=1")).body;
  expect(rows).toMatchObject([{ userName: "bob", id: expect.any(Number) as number }]);
  expect((await call("GET", `/Users/${rows[0].id}`)).body.userName).toBe("bob");
});

test("a service may demand the version in each PUT and PATCH", async () => {
  const { call, user, group } = await start({ dialect: service({ endpoint: { etag: "always" } }) });
  for (const path of [`/Users/${await user("ann")}`, `/Groups/${await group("g")}`]) {
    const Operations = [{ op: "replace", path: "displayName", value: "x" }];
    const patch = (headers = {}) =>
      call("PATCH", `${path}?attributes=displayName`, { schemas: [patchUrn], Operations }, headers);
    expect((await patch()).status).toBe(412);
    const version = (await call("GET", path)).headers.get("etag") ?? "";
    expect((await patch({ "if-match": version })).status).toBe(200);
    expect((await patch({ "if-match": version })).status).toBe(412);
  }
});

test("a service may want its token in a header of its own, or as the password of somebody", async () => {
  const path = "/Users?count=1";
  const own = await start({ dialect: service({ auth: { type: "header", header: "X-Api-Key" } }) });
  expect((await own.call("GET", path)).status).toBe(401);
  expect((await own.call("GET", path, undefined, { "x-api-key": "wrong" })).status).toBe(401);
  expect((await own.call("GET", path, undefined, { "x-api-key": own.sandbox.token })).status).toBe(200);
  const basic = await start({ dialect: service({ auth: { type: "basic" } }) });
  const refused = await basic.call("GET", path, undefined, basicOf("wrong"));
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="scim"']);
  expect((await basic.call("GET", path, undefined, basicOf(basic.sandbox.token))).status).toBe(200);
});

test("a service gives an access token to a client whose secret is the token of the sandbox", async () => {
  const { sandbox, call } = await start({
    dialect: service({ auth: { type: "clientCredentials", scope: "a b", grantType: "account" } }),
  });
  async function ask(form: Readonly<Record<string, string>>, headers = {}) {
    const body = new URLSearchParams(form);
    const answer = await fetch(`${sandbox.origin}/oauth2/token`, { method: "POST", body, headers });
    return (await answer.json()) as { readonly error?: string; readonly access_token?: string };
  }
  const form = { grant_type: "account", scope: "a c b", client_id: "x", client_secret: sandbox.token };
  expect((await ask({ ...form, grant_type: "client_credentials" })).error).toBe("unsupported_grant_type");
  expect((await ask({ ...form, client_secret: "wrong" })).error).toBe("invalid_client");
  expect((await ask({ ...form, scope: "a" })).error).toBe("invalid_scope");
  const authorization = `Basic ${btoa(`x:${sandbox.token}`)}`;
  const { access_token: token } = await ask({ ...form, client_secret: "" }, { authorization });
  expect(token).toBe((await ask(form)).access_token);
  const bearer = { authorization: `Bearer ${token}` };
  expect((await call("GET", "/Users", undefined, bearer)).status).toBe(200);
});

test("a service may change some attributes of a user by a request of their own", async () => {
  const alone = ["active", "name.givenName", "emails"];
  const { patch, user } = await start({ dialect: service({ users: { alone } }) });
  const path = `/Users/${await user("ann")}`;
  const emails = [{ value: "a@b.c", type: "work" }];
  for (const together of [
    [set("title", "x"), set("active", false)],
    [{ op: "replace", value: { title: "x", active: false } }],
    [set("name.givenName", "x"), set("name.familyName", "y")],
    [set("name", { givenName: "x" }), set("title", "y")],
    [{ op: "add", path: "emails", value: emails }, set("active", true)],
  ])
    expect((await patch(path, ...together)).status).toBe(400);
  for (const apart of [
    [set("title", "x"), set("name.familyName", "y")],
    [set("active", false)],
    [{ op: "add", path: "emails", value: emails }, set('emails[type eq "work"].value', "d@b.c")],
  ])
    expect((await patch(path, ...apart)).status).toBe(200);
});

test.each([
  ["withDisplay", { display: "Ann" }],
  ["withType", { type: "User" }],
  ["withRef", { $ref: "/people/ID" }],
] as const)("a service may want members named %s", async (memberForm, more) => {
  const paths = { ...generic.endpoint.paths, users: "/people" };
  const dialect = service({ endpoint: { paths }, groups: { memberForm, operationsPerRequest: 1 } });
  const { call, patch, group, sandbox } = await start({ dialect });
  const { id } = (await call("POST", "/people", ann)).body;
  const ref = "$ref" in more ? { $ref: `${sandbox.url}/people/${id}` } : more;
  const named = { value: id, ...ref };
  const path = `/Groups/${await group("g")}`;
  expect((await patch(path, add([named, { value: id }]))).status).toBe(400);
  expect((await patch(path, { op: "add", value: { members: [{ value: id }] } })).status).toBe(400);
  expect(
    (await call("POST", "/Groups", { schemas: [groupUrn], displayName: "h", members: [{ value: id }] }))
      .status,
  ).toBe(400);
  expect((await patch(path, add([named]))).status).toBe(204);
  const out = { op: "remove", path: `members[value eq "${id}"]` };
  expect((await patch(path, out, out)).body.scimType).toBe("tooMany");
  expect((await patch(path, out)).status).toBe(204);
});

test("a service may say in its own way that a name is taken, and that it wants to wait", async () => {
  const dialect = service({ matching: { conflictStatuses: [422] }, pacing: { retryStatuses: [403] } });
  const { call, user, group, sandbox } = await start({ dialect });
  await user("ann");
  await group("g");
  expect((await call("POST", "/Users", ann)).status).toBe(422);
  expect((await call("POST", "/Groups", { schemas: [groupUrn], displayName: "g" })).status).toBe(422);
  sandbox.setFaults([parseFault("limit:1/1h")]);
  expect((await call("GET", "/Users")).status).toBe(200);
  const refused = await call("GET", "/Users");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([403, "3600"]);
});
