import { describe, expect, test } from "vitest";
import type { ListRequest } from "../../src/scim/list-request.ts";
import { mockedClient, provider, rejection, useNock } from "./mocked-client.ts";

useNock();

const scimJson = { "content-type": "application/scim+json" };

/** What the provider saw of a question, as it reads it. */
async function queryAsked(request: ListRequest): Promise<Readonly<Record<string, string>>> {
  let seen = "";
  provider()
    .get(/\/Users/)
    .reply(function (uri) {
      seen = uri;
      return [200, { totalResults: 0 }, scimJson];
    });
  await mockedClient().client.list("User", request);
  return Object.fromEntries(new URL(seen, "http://x").searchParams);
}

describe("a list is read leniently", () => {
  const one = [{ id: "a" }];
  const lists = [
    { what: "a plain one", body: { totalResults: 9, Resources: one }, ids: ["a"], total: 9 },
    { what: "no Resources when empty", body: { totalResults: 0 }, ids: [], total: 0 },
    { what: "Resources null when empty", body: { totalResults: 0, Resources: null }, ids: [], total: 0 },
    { what: "resources in lower case", body: { totalResults: 1, resources: one }, ids: ["a"], total: 1 },
    { what: "no totalResults", body: { Resources: [{ id: 1 }] }, ids: ["1"], total: undefined },
    { what: "totalResults as text", body: { totalResults: "7", Resources: one }, ids: ["a"], total: 7 },
    {
      what: "totalResults below zero",
      body: { totalResults: -1, Resources: one },
      ids: ["a"],
      total: undefined,
    },
  ];
  test.each(lists)("$what", async ({ body, ids, total }) => {
    provider().get("/Users").query({ startIndex: "1", count: "10" }).reply(200, body, scimJson);
    const page = await mockedClient().client.list("User", { startIndex: 1, count: 10 });
    expect(page.resources.map((resource) => resource.id)).toEqual(ids);
    expect(page.total).toBe(total);
  });

  test("entries that cannot be read are counted", async () => {
    provider()
      .get("/Users")
      .reply(200, { Resources: [{ id: "a" }, {}, null, "b", { id: "" }] }, scimJson);
    const page = await mockedClient().client.list("User");
    expect(page.resources.map(({ id }) => id)).toEqual(["a"]);
    expect(page.rows).toBe(5);
  });

  test("where the page is, and where the next one begins", async () => {
    const place = { startIndex: "11", itemsPerPage: 10, nextCursor: "n/+", previousCursor: "" };
    provider()
      .get("/Users")
      .reply(200, { totalResults: 30, Resources: [], ...place }, scimJson);
    const { resources: _resources, ...rest } = await mockedClient().client.list("User");
    expect(rest).toEqual({ rows: 0, total: 30, startIndex: 11, itemsPerPage: 10, nextCursor: "n/+" });
  });

  test.each(["[]", '"ok"', '{"status":"up"}', '{"Resources":{}}', '{"Resources":"none","totalResults":0}'])(
    "%s is none",
    async (body) => {
      provider().get("/Users").reply(200, body, { "content-type": "application/json" });
      const error = await rejection(mockedClient().client.list("User"));
      expect(error).toMatchObject({ name: "AnswerError", reason: "not_scim", mayHaveActed: false });
    },
  );

  test("404 is no list that is empty", async () => {
    provider().get("/Users").reply(404, {}, scimJson);
    const error = await rejection(mockedClient().client.list("User"));
    expect(error).toMatchObject({ name: "ScimError", status: 404 });
  });
});

describe("what is asked for", () => {
  test.each<[string, ListRequest, Readonly<Record<string, string>>]>([
    ["nothing", {}, {}],
    ["a page by index", { startIndex: 101, count: 100 }, { startIndex: "101", count: "100" }],
    ["the first page by cursor", { cursor: "", count: 10 }, { cursor: "", count: "10" }],
    ["the next one", { cursor: "a+b/c=&d" }, { cursor: "a+b/c=&d" }],
    ["attributes", { attributes: ["userName", "name.givenName"] }, { attributes: "userName,name.givenName" }],
    ["not all attributes", { excludedAttributes: ["members"] }, { excludedAttributes: "members" }],
    [
      "an order",
      { sortBy: "userName", sortOrder: "descending" },
      { sortBy: "userName", sortOrder: "descending" },
    ],
    ["a filter", { filter: 'userName eq "a&b=c"' }, { filter: 'userName eq "a&b=c"' }],
    ["half a character", { filter: "\ud83d" }, { filter: "\uFFFD" }],
  ])("%s", async (_what, request, expected) => {
    expect(await queryAsked(request)).toEqual(expected);
  });
});

describe("search by POST", () => {
  test("asks by body and is read like a list", async () => {
    const filter = 'userName eq "ann"';
    provider()
      .post("/Users/.search", {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        filter,
        attributes: ["userName"],
        count: 10,
        cursor: "",
      })
      .reply(200, { totalResults: 1, Resources: [{ id: 7 }] }, scimJson);
    const request = { filter, attributes: ["userName"], count: 10, cursor: "" };
    expect((await mockedClient().client.search("User", request)).resources).toMatchObject([{ id: "7" }]);
  });

  test("changes nothing, so that it is repeated, and a lost answer tells of no write", async () => {
    provider().post("/Groups/.search").reply(500, "");
    provider().post("/Groups/.search").reply(200, "nonsense");
    const error = await rejection(mockedClient().client.search("Group"));
    expect(error).toMatchObject({ name: "AnswerError", reason: "not_json", mayHaveActed: false });
  });

  test.each([404, 405, 501])(
    "%i means that there is no search, not that nobody was found",
    async (status) => {
      provider().post("/Users/.search").reply(status, {}, scimJson);
      const error = await rejection(mockedClient().client.search("User"));
      expect(error).toMatchObject({ name: "ScimError", status });
    },
  );
});
