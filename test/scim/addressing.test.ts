import { describe, expect, test } from "vitest";
import type { ScimId } from "../../src/scim/resource.ts";
import { mockedClient, provider, useNock } from "./mocked-client.ts";

useNock();

const scimJson = { "content-type": "application/scim+json" };

/** What the provider saw as path and query, before any decoding; its answer is about `id`. */
async function pathOf(
  send: (client: ReturnType<typeof mockedClient>["client"]) => Promise<unknown>,
  id = "x",
): Promise<string> {
  let seen = "";
  provider()
    .get(/.*/)
    .reply(function (uri) {
      seen = uri;
      return [200, { totalResults: 0, id }, scimJson];
    });
  await send(mockedClient().client);
  return seen.slice("/scim/v2".length);
}

describe("ids are percent-encoded", () => {
  test.each([
    ["7", "/Users/7"],
    ["a b", "/Users/a%20b"],
    ["a/b", "/Users/a%2Fb"],
    ["a?b#c", "/Users/a%3Fb%23c"],
    ["a+b", "/Users/a%2Bb"],
    ["50%", "/Users/50%25"],
    ["zoë", "/Users/zo%C3%AB"],
  ])("%s", async (id, path) => {
    expect(await pathOf((client) => client.get("User", id as ScimId), id)).toBe(path);
  });
});

describe("the value of a filter", () => {
  const values = [
    "ann",
    'quo"te',
    String.raw`back\slash`,
    String.raw`\"`,
    "a+b@x.org",
    "a b",
    "50% & more = #1?",
    "zoë ÅÄÖ 日本 🙂",
    "line\nbreak\ttab\u0001",
    '" or userName pr or userName eq "',
  ];
  test.each(values)("%j comes whole to the provider", async (value) => {
    const path = await pathOf((client) => client.find("User", "userName", value));
    // As the provider reads it: + in a query means a space, so a bare one must not be there.
    expect(path).not.toMatch(/[+ "]/);
    const { searchParams, pathname } = new URL(path, "http://x");
    expect(pathname).toBe("/Users");
    const filter = searchParams.get("filter") ?? "";
    expect(filter.slice(0, "userName eq ".length)).toBe("userName eq ");
    expect(JSON.parse(filter.slice("userName eq ".length))).toBe(value);
  });
});

describe("find() believes only what it asked for", () => {
  const all = [
    { id: "1", userName: "ann@x.org", emails: [{ value: "Ann@X.org" }], externalId: "e1" },
    {
      id: "2",
      userName: "ANN@x.org",
      emails: [{ value: "b@x.org" }, { value: "ann@x.org" }],
      externalId: "E1",
    },
    { id: "3", userName: "ben@x.org", externalId: 1 },
    { id: "4" },
  ];
  test.each([
    ["userName", "ann@x.org", ["1", "2"]],
    ["emails.value", "ann@x.org", ["1", "2"]],
    ["externalId", "e1", ["1"]],
    ["externalId", "1", ["3"]],
    ["userName", "nobody@x.org", []],
  ])("%s eq %s, from a provider that ignores filters", async (path, value, ids) => {
    provider().get("/Users").query(true).reply(200, { totalResults: 4, Resources: all }, scimJson);
    const found = await mockedClient().client.find("User", path, value);
    expect(found.map(({ id }) => id)).toEqual(ids);
  });
  test("404 to a filter means that nothing matches", async () => {
    provider().get("/Users").query(true).reply(404, {}, scimJson);
    expect(await mockedClient().client.find("User", "userName", "ann")).toEqual([]);
  });
});
