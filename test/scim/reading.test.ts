import { describe, expect, test } from "vitest";
import type { ScimId } from "../../src/scim/resource.ts";
import { mockedClient, provider, rejection, useNock } from "./mocked-client.ts";

useNock();

const scimJson = { "content-type": "application/scim+json" };
const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const id = (text: string) => text as ScimId;

describe("a resource is read leniently", () => {
  const bodies = [
    { what: "a plain one", body: { id: "7", userName: "ann" }, id: "7", userName: "ann" },
    { what: "a number as id", body: { id: 7, userName: "ann" }, id: "7", userName: "ann" },
    { what: "0 as id", body: { id: 0, userName: "ann" }, id: "0", userName: "ann" },
    {
      what: "attributes under the core URN",
      body: { id: "7", [core]: { userName: "ann" } },
      id: "7",
      userName: "ann",
    },
    {
      what: "the id under the core URN too",
      body: { [core]: { id: 7, userName: "ann" } },
      id: "7",
      userName: "ann",
    },
  ];
  test.each(bodies)("$what", async ({ body, id: expected, userName }) => {
    provider().get("/Users/7").reply(200, body, scimJson);
    const found = await mockedClient().client.get("User", id("7"));
    expect(found).toMatchObject({ id: expected, attributes: { userName } });
  });

  test("its version is that of meta", async () => {
    provider()
      .get("/Users/7")
      .reply(200, { id: "7", meta: { version: 'W/"1"' } }, scimJson);
    expect((await mockedClient().client.get("User", id("7")))?.version).toBe('W/"1"');
  });

  test.each([404, 410])("%i to GET means that there is none", async (status) => {
    provider()
      .get("/Users/7")
      .reply(status, { status: String(status), detail: "no" }, scimJson);
    expect(await mockedClient().client.get("User", id("7"))).toBeUndefined();
  });

  test.each([
    ["nothing", ""],
    ["an object without an id", "{}"],
    ["a list", '{"totalResults":0}'],
    ["null", "null"],
  ])("200 with %s to GET is not taken for absence", async (_what, body) => {
    provider().get("/Users/7").reply(200, body, scimJson);
    await expect(mockedClient().client.get("User", id("7"))).rejects.toThrow();
  });
});

describe("answers to writes", () => {
  const answers = [
    { status: 201, body: '{"id":"7"}', id: "7" },
    { status: 200, body: '{"id":"7"}', id: "7" },
    { status: 201, body: "", id: undefined },
    { status: 201, body: "{}", id: undefined },
    { status: 200, body: "  \n", id: undefined },
    { status: 204, body: "", id: undefined },
  ];
  test.each(answers)("POST: $status with “$body”", async ({ status, body, id: expected }) => {
    provider().post("/Users", { userName: "ann" }).reply(status, body, scimJson);
    expect((await mockedClient().client.create("User", { userName: "ann" }))?.id).toBe(expected);
  });
  test.each(answers)("PUT: $status with “$body”", async ({ status, body, id: expected }) => {
    provider().put("/Users/7", { userName: "ann" }).reply(status, body, scimJson);
    expect((await mockedClient().client.replace("User", id("7"), { userName: "ann" }))?.id).toBe(expected);
  });
  test.each(answers)("PATCH: $status with “$body”", async ({ status, body, id: expected }) => {
    const operation = { op: "replace", path: "title", value: "x" } as const;
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
    provider()
      .patch("/Users/7", { schemas, Operations: [operation] })
      .reply(status, body, scimJson);
    expect((await mockedClient().client.patch("User", id("7"), [operation], true))?.id).toBe(expected);
  });
  test.each([
    [200, true],
    [204, true],
    [404, false],
    [410, false],
  ])("DELETE: %i means deleted by us: %s", async (status, deleted) => {
    provider().delete("/Users/7").reply(status);
    expect(await mockedClient().client.delete("User", id("7"))).toBe(deleted);
  });
  test("what is sent says that it is SCIM", async () => {
    const headers = { "content-type": "application/scim+json", accept: /application\/scim\+json/ };
    provider()
      .post("/Users")
      .matchHeader("content-type", headers["content-type"])
      .matchHeader("accept", headers.accept)
      .reply(204);
    await mockedClient().client.create("User", {});
  });
});

describe("lists", () => {
  const lists: readonly { what: string; body: object; ids: readonly string[]; total: number | undefined }[] =
    [
      { what: "a plain one", body: { totalResults: 9, Resources: [{ id: "a" }] }, ids: ["a"], total: 9 },
      { what: "no Resources when empty", body: { totalResults: 0 }, ids: [], total: 0 },
      { what: "Resources null when empty", body: { totalResults: 0, Resources: null }, ids: [], total: 0 },
      {
        what: "resources in lower case",
        body: { totalResults: 1, resources: [{ id: "a" }] },
        ids: ["a"],
        total: 1,
      },
      { what: "no totalResults", body: { Resources: [{ id: 1 }] }, ids: ["1"], total: undefined },
    ];
  test.each(lists)("$what", async ({ body, ids, total }) => {
    provider().get("/Users").query({ startIndex: "1", count: "10" }).reply(200, body, scimJson);
    const page = await mockedClient().client.list("User", 1, 10);
    expect(page.resources.map((resource) => resource.id)).toEqual(ids);
    expect(page.total).toBe(total);
  });
  test.each(["[]", '"ok"', '{"status":"up"}', "not json"])("%s is not SCIM", async (body) => {
    provider().get("/Users").query(true).reply(200, body, { "content-type": "application/json" });
    expect(await rejection(mockedClient().client.list("User", 1, 10))).toMatchObject({ reason: "not_scim" });
  });
});

describe("discovery", () => {
  test.each([
    [
      "whole",
      { patch: { supported: true }, filter: { supported: true, maxResults: 50 }, etag: { supported: false } },
      { patch: true, filter: true, etag: false, maxResults: 50 },
    ],
    [
      "patchy",
      { patch: { supported: "yes" }, filter: null },
      { patch: undefined, filter: undefined, etag: undefined, maxResults: undefined },
    ],
  ])("a %s ServiceProviderConfig", async (_what, body, expected) => {
    provider().get("/ServiceProviderConfig").reply(200, body, scimJson);
    expect(await mockedClient().client.discover()).toEqual(expected);
  });
  test.each([404, 403, 501])("%i means that there is none, but 501 is a failure", async (status) => {
    provider().get("/ServiceProviderConfig").reply(status, "{}", scimJson);
    const discovered = mockedClient().client.discover();
    if (status === 501) await expect(discovered).rejects.toMatchObject({ status });
    else expect(await discovered).toBeUndefined();
  });
});
