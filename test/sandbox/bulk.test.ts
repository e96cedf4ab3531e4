import { describe, expect, it } from "vitest";
import { type Client, enterpriseUrn, groupUrn, patchUrn, start, userUrn } from "./client.ts";

const bulkUrn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

function bulk(client: Client, operations: readonly object[], more: object = {}) {
  return client.call("POST", "/Bulk", { schemas: [bulkUrn], Operations: operations, ...more });
}

function post(bulkId: string, data: object, path = "/Users") {
  return { method: "POST", path, bulkId, data };
}

function user(userName: string, more: object = {}) {
  return { schemas: [userUrn], userName, ...more };
}

function group(displayName: string, ...members: readonly string[]) {
  return { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) };
}

const reporting = (value: string) => ({ [enterpriseUrn]: { department: "D", manager: { value } } });

function statuses({
  body,
}: {
  readonly body: { readonly Operations: readonly { readonly status: string }[] };
}) {
  return body.Operations.map(({ status }) => status);
}

const idOf = (location: string) => location.split("/").at(-1) ?? "";

describe("a bulk request (RFC 7644 section 3.7)", () => {
  it("is advertised with its limits", async () => {
    const { call } = await start();
    const { body } = await call("GET", "/ServiceProviderConfig");
    expect(body.bulk).toEqual({ supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 });
  });

  it("does each operation as if it had come alone, and tells what came of it", async () => {
    const client = await start();
    const id = await client.user("old@x");
    const gone = await client.user("gone@x");
    const patch = { schemas: [patchUrn], Operations: [{ op: "replace", path: "title", value: "T" }] };
    const { status, body } = await bulk(client, [
      post("q1", user("new@x")),
      { method: "PATCH", path: `/Users/${id}`, data: patch },
      { method: "DELETE", path: `/Users/${gone}` },
      post("q2", user("OLD@x")),
      { method: "PUT", path: `/Users/${id}`, version: 'W/"77"', data: user("old@x") },
    ]);
    expect(status).toBe(200);
    expect(body.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]);
    const [made, patched, deleted, refused, stale] = body.Operations;
    expect(made).toMatchObject({ method: "POST", bulkId: "q1", status: "201", version: 'W/"1"' });
    expect(made.location).toMatch(/^http.*\/scim\/v2\/Users\/[0-9a-f-]{36}$/);
    expect(patched).toMatchObject({ method: "PATCH", status: "200", version: 'W/"2"' });
    expect(deleted).toEqual({
      method: "DELETE",
      status: "204",
      location: `${client.sandbox.url}/Users/${gone}`,
    });
    expect(refused).toMatchObject({ bulkId: "q2", status: "409", response: { scimType: "uniqueness" } });
    expect(refused).not.toHaveProperty("location");
    expect(stale).toMatchObject({ status: "412" });
    expect((await client.call("GET", `/Users/${id}`)).body.title).toBe("T");
    expect(client.sandbox.users().map(({ userName }) => userName)).toEqual(["old@x", "new@x"]);
  });

  it("puts ids in place of bulkIds, in members, in a manager, in a path, and of what stands further down", async () => {
    const client = await start();
    const answer = await bulk(client, [
      post("g", group("Team", "bulkId:u1", "bulkId:u2"), "/Groups"),
      post("u1", user("ann@x", reporting("bulkId:u2"))),
      post("u2", user("bob@x")),
      {
        method: "PATCH",
        path: "/Groups/bulkId:g",
        data: {
          schemas: [patchUrn],
          Operations: [{ op: "add", path: "members", value: [{ value: "bulkId:u3" }] }],
        },
      },
      post("u3", user("cem@x")),
    ]);
    expect(statuses(answer)).toEqual(["201", "201", "201", "204", "201"]);
    const [ann, bob, cem] = ["ann@x", "bob@x", "cem@x"].map((name) =>
      client.sandbox.users().find(({ userName }) => userName === name),
    );
    expect(ann?.[enterpriseUrn]).toMatchObject({ manager: { value: bob?.["id"] } });
    const members = client.sandbox.groups()[0]?.["members"] as readonly { readonly value: string }[];
    const ids = members.map(({ value }) => value);
    expect(new Set(ids)).toEqual(new Set([ann?.["id"], bob?.["id"], cem?.["id"]]));
    expect(ids).toHaveLength(3);
  });

  it("resolves what names each other", async () => {
    const client = await start();
    const answer = await bulk(client, [
      post("a", group("A", "bulkId:b"), "/Groups"),
      post("b", group("B", "bulkId:a"), "/Groups"),
    ]);
    expect(statuses(answer)).toEqual(["201", "201"]);
    const [a, b] = answer.body.Operations.map(({ location }: { location: string }) => idOf(location));
    const { body } = await client.call("GET", `/Groups/${a}`);
    expect(body.members).toMatchObject([{ value: b }]);
    expect((await client.call("GET", `/Groups/${b}`)).body.members).toMatchObject([{ value: a }]);
  });

  it("refuses with 409 what refers to what could not be made, and leaves nothing half made behind", async () => {
    const client = await start();
    await client.user("taken@x");
    const answer = await bulk(client, [
      post("a", group("A", "bulkId:b", "bulkId:u"), "/Groups"),
      post("b", group("B", "bulkId:a"), "/Groups"),
      post("u", user("taken@x")),
      post("w", user("worker@x", reporting("bulkId:u"))),
      post("x", user("other@x", reporting("bulkId:nobody"))),
    ]);
    expect(statuses(answer)).toEqual(["409", "201", "409", "409", "400"]);
    expect(client.sandbox.groups()).toMatchObject([{ displayName: "B" }]);
    expect(client.sandbox.groups()[0]).not.toHaveProperty("members");
    expect(client.sandbox.users()).toHaveLength(1);
  });

  it("stops after failOnErrors errors, and tells of nothing that was not begun", async () => {
    const client = await start();
    const operations = [post("1", user("a@x")), post("2", user("A@x")), post("3", user("b@x"))];
    expect(statuses(await bulk(client, operations, { failOnErrors: 1 }))).toEqual(["201", "409"]);
    expect(client.sandbox.users()).toHaveLength(1);
  });

  it("is refused with 413 when it is too large or too long, and then nothing is done", async () => {
    const client = await start();
    const many = Array.from({ length: 1001 }, (_, at) => post(`${at}`, user(`u${at}@x`)));
    expect((await bulk(client, many)).status).toBe(413);
    const large = [post("1", user("a@x", { displayName: "x".repeat(1_050_000) }))];
    expect((await bulk(client, large)).status).toBe(413);
    expect(client.sandbox.users()).toEqual([]);
  });

  it.each([
    ["no schemas", { Operations: [post("1", user("a@x"))] }],
    ["no operations", { schemas: [bulkUrn], Operations: [] }],
    [
      "one bulkId twice",
      { schemas: [bulkUrn], Operations: [post("1", user("a@x")), post("1", user("b@x"))] },
    ],
    ["failOnErrors 0", { schemas: [bulkUrn], failOnErrors: 0, Operations: [post("1", user("a@x"))] }],
  ])("is refused with 400 as a whole: %s", async (_, body) => {
    const client = await start();
    expect((await client.call("POST", "/Bulk", body)).status).toBe(400);
    expect(client.sandbox.users()).toEqual([]);
  });

  it("refuses single operations that make no sense, and does the others", async () => {
    const client = await start();
    const answer = await bulk(client, [
      { method: "POST", path: "/Users", data: user("a@x") },
      { method: "GET", path: "/Users/1" },
      post("1", user("b@x"), "/Bulk"),
      post("2", user("c@x"), "https://elsewhere.example/Users"),
      { method: "DELETE", path: "/Users/nobody" },
      post("3", user("d@x")),
    ]);
    expect(statuses(answer)).toEqual(["400", "400", "400", "400", "404", "201"]);
  });

  it("is answered with 405 to other methods", async () => {
    expect((await (await start()).call("GET", "/Bulk")).status).toBe(405);
  });
});

describe("quirks of bulk requests", () => {
  const two = [post("1", user("a@x")), post("2", user("A@x", reporting("bulkId:1")))];

  it("bulkRefused", async () => {
    const client = await start({ quirks: ["bulkRefused"] });
    expect((await bulk(client, two)).status).toBe(501);
    expect((await client.call("GET", "/ServiceProviderConfig")).body.bulk.supported).toBe(true);
  });

  it("bulkTakesTen", async () => {
    const client = await start({ quirks: ["bulkTakesTen"] });
    const eleven = Array.from({ length: 11 }, (_, at) => post(`${at}`, user(`u${at}@x`)));
    expect((await bulk(client, eleven)).status).toBe(413);
    expect((await bulk(client, eleven.slice(1))).status).toBe(200);
  });

  it("bulkStopsHalfway", async () => {
    const client = await start({ quirks: ["bulkStopsHalfway"] });
    await expect(bulk(client, two)).rejects.toThrow("fetch failed");
    expect(client.sandbox.users()).toHaveLength(1);
    expect(client.sandbox.requests().requests).toMatchObject([{ path: "/Bulk", status: 0 }]);
  });

  it.each([
    ["bulkAnswers500", 500],
    ["bulkAnswersNothing", 200],
  ] as const)("%s", async (quirk, status) => {
    const client = await start({ quirks: [quirk] });
    const answer = await bulk(client, two);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toHaveProperty("Operations");
    expect(client.sandbox.users()).toHaveLength(1);
  });

  it("bulkAnswersPage", async () => {
    const { sandbox } = await start({ quirks: ["bulkAnswersPage"] });
    const answer = await fetch(`${sandbox.url}/Bulk`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({ schemas: [bulkUrn], Operations: two }),
    });
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(sandbox.users()).toHaveLength(1);
  });

  it("bulkInReverse, bulkWithoutLocations, bulkStatusAsObject", async () => {
    const client = await start({ quirks: ["bulkInReverse", "bulkWithoutLocations", "bulkStatusAsObject"] });
    const { body } = await bulk(client, two);
    expect(body.Operations).toEqual([
      { method: "POST", bulkId: "2", status: { code: 409 }, response: expect.stringContaining("uniqueness") },
      { method: "POST", bulkId: "1", version: 'W/"1"', status: { code: 201 } },
    ]);
  });

  it("bulkWithoutBulkIds", async () => {
    const client = await start({ quirks: ["bulkWithoutBulkIds"] });
    const { body } = await bulk(client, two);
    expect(body.Operations[0]).not.toHaveProperty("bulkId");
  });

  it("bulkReferencesKept and bulkReferencesRefused", async () => {
    const operations = [post("1", user("a@x")), post("2", user("b@x", reporting("bulkId:1")))];
    const lax = await start({ quirks: ["bulkReferencesKept"] });
    expect(statuses(await bulk(lax, operations))).toEqual(["201", "201"]);
    expect(lax.sandbox.users()[1]?.[enterpriseUrn]).toMatchObject({ manager: { value: "bulkId:1" } });
    const plain = await start({ quirks: ["bulkReferencesRefused"] });
    expect(statuses(await bulk(plain, operations))).toEqual(["201", "400"]);
  });
});
