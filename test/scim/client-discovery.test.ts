import { describe, expect, test } from "vitest";
import { unknownCapabilities } from "../../src/scim/discovery.ts";
import { mockedClient, provider, rejection, useNock } from "./mocked-client.ts";

useNock();

const scimJson = { "content-type": "application/scim+json" };
const patch = { supported: true };

describe("ServiceProviderConfig", () => {
  const said = {
    patch,
    bulk: { supported: false, maxOperations: 1_000, maxPayloadSize: 1_048_576 },
    filter: { supported: true, maxResults: 50 },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: false },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: "cursor",
      defaultPageSize: 100,
      maxPageSize: 250,
      cursorTimeout: 3_600,
    },
    authenticationSchemes: [{ type: "oauthbearertoken", name: "OAuth Bearer Token", primary: true }],
  };
  const whole = {
    patch: true,
    bulk: said.bulk,
    filter: true,
    maxResults: 50,
    changePassword: false,
    sort: true,
    etag: false,
    pagination: said.pagination,
    authenticationSchemes: said.authenticationSchemes,
  };
  const asText = {
    ...said,
    patch: { supported: "True" },
    bulk: { supported: "false", maxOperations: "1000", maxPayloadSize: "1048576" },
    etag: { Supported: "no", supported: "FALSE" },
    pagination: {
      ...said.pagination,
      cursor: "true",
      cursorTimeout: "3600",
      defaultPaginationMethod: "Cursor",
    },
    authenticationSchemes: { type: "OAuthBearerToken", name: "OAuth Bearer Token", primary: "true" },
  };
  const nonsense = {
    patch: { supported: "yes" },
    filter: null,
    bulk: [],
    sort: true,
    pagination: { cursor: 1, maxPageSize: 0, cursorTimeout: -1, defaultPaginationMethod: "pages" },
    authenticationSchemes: [null, {}, { type: 7 }, "basic"],
  };
  test.each([
    ["whole", said, whole],
    ["of text", asText, whole],
    [
      "with names in other case",
      { Patch: patch, FILTER: { Supported: true, MaxResults: 50 } },
      {
        ...unknownCapabilities,
        patch: true,
        filter: true,
        maxResults: 50,
      },
    ],
    [
      "without limits",
      { patch, filter: { supported: true, maxResults: 0 } },
      {
        ...unknownCapabilities,
        patch: true,
        filter: true,
      },
    ],
    ["of nonsense", nonsense, unknownCapabilities],
  ])("%s", async (_what, body, expected) => {
    provider().get("/ServiceProviderConfig").reply(200, body, scimJson);
    expect(await mockedClient().client.discover()).toEqual(expected);
  });

  test.each(["[]", "{}", "null", "not json", "", '{"patch":true}'])("%s is none", async (body) => {
    provider().get("/ServiceProviderConfig").reply(200, body, scimJson);
    expect(await mockedClient().client.discover()).toBeUndefined();
  });

  test.each([404, 403, 501])("%i means that there is none, but 501 is a failure", async (status) => {
    provider().get("/ServiceProviderConfig").reply(status, "{}", scimJson);
    const discovered = mockedClient().client.discover();
    if (status === 501) await expect(discovered).rejects.toMatchObject({ status });
    else expect(await discovered).toBeUndefined();
  });

  test("a page of HTML is a wrong baseUrl", async () => {
    provider().get("/ServiceProviderConfig").reply(200, "<html>Sign in</html>");
    const error = await rejection(mockedClient().client.discover());
    expect(error).toMatchObject({ name: "TargetError", reason: "not_scim" });
  });
});
