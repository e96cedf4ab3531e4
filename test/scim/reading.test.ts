import nock from "nock";
import { describe, expect, test } from "vitest";
import type { ScimId } from "../../src/scim/resource.ts";
import { baseUrl, mockedClient, provider, rejection, useNock } from "./mocked-client.ts";

useNock();

const scimJson = { "content-type": "application/scim+json" };
const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const id = (text: string) => text as ScimId;

describe("a resource is read leniently", () => {
  const bodies = [
    { what: "a plain one", body: { id: "7", userName: "ann" }, id: "7", userName: "ann" },
    { what: "a number as id", body: { id: 7, userName: "ann" }, id: "7", userName: "ann" },
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

  test("0 is an id like any other", async () => {
    provider().get("/Users/0").reply(200, { id: 0 }, scimJson);
    expect((await mockedClient().client.get("User", id("0")))?.id).toBe("0");
  });

  test("its version is that of meta", async () => {
    provider()
      .get("/Users/7")
      .reply(200, { id: "7", meta: { version: 'W/"1"' } }, scimJson);
    expect((await mockedClient().client.get("User", id("7")))?.version).toBe('W/"1"');
  });

  test.each([
    [{ id: "7" }, 'W/"2"'],
    [{ id: "7", meta: { version: 'W/"1"' } }, 'W/"1"'],
  ])("without one in meta it is the ETag", async (body, version) => {
    provider()
      .get("/Users/7")
      .reply(200, body, { ...scimJson, etag: 'W/"2"' });
    expect((await mockedClient().client.get("User", id("7")))?.version).toBe(version);
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
    ["a list of it alone", '[{"id":"7"}]'],
    ["null", "null"],
    ["an id beyond 2^53, which was rounded", '{"id":12345678901234567890}'],
    ["an id of a fraction", '{"id":7.5}'],
    ["an id longer than any URL", JSON.stringify({ id: "7".repeat(2_049) })],
    ["an id of half a character", '{"id":"\\ud83d"}'],
  ])("200 with %s to GET is not taken for absence", async (_what, body) => {
    provider().get("/Users/7").reply(200, body, scimJson);
    const error = await rejection(mockedClient().client.get("User", id("7")));
    expect(error).toMatchObject({
      name: "AnswerError",
      reason: "not_scim",
      mayHaveActed: false,
      status: 200,
    });
  });

  test("200 with somebody else to GET is not taken for whom was asked for", async () => {
    provider().get("/Users/7").reply(200, { id: "8", userName: "ben" }, scimJson);
    const error = await rejection(mockedClient().client.get("User", id("7")));
    expect(error).toMatchObject({ name: "AnswerError", reason: "other_resource" });
  });

  test("an id made of a name may differ in letter case", async () => {
    provider().get("/Users/Ann").reply(200, { id: "ann" }, scimJson);
    expect((await mockedClient().client.get("User", id("Ann")))?.id).toBe("ann");
  });

  test("a page of HTML that says 404 is believed while lists are answered", async () => {
    const page = [404, "<html>Not found</html>", { "content-type": "text/html" }] as const;
    provider()
      .get("/Users/7")
      .reply(...page);
    provider().get("/Users").query({ startIndex: "1", count: "1" }).reply(200, { totalResults: 0 }, scimJson);
    expect(await mockedClient().client.get("User", id("7"))).toBeUndefined();
    provider()
      .get("/Users/7")
      .reply(...page);
    provider()
      .get("/Users")
      .query(true)
      .reply(...page);
    expect(await rejection(mockedClient().client.get("User", id("7")))).toMatchObject({ reason: "not_scim" });
  });

  test("booleans as text are booleans where RFC 7643 says so", async () => {
    const said = {
      id: "7",
      active: "False",
      title: "true",
      emails: [
        { value: "a@x.org", primary: "True" },
        { value: "true", primary: false },
      ],
    };
    provider().get("/Users/7").reply(200, said, scimJson);
    expect((await mockedClient().client.get("User", id("7")))?.attributes).toEqual({
      ...said,
      active: false,
      emails: [
        { value: "a@x.org", primary: true },
        { value: "true", primary: false },
      ],
    });
  });

  test.each([
    ["no header can be made of", 'W/"1"\r\nx: y'],
    ["would fill a header", `"${"1".repeat(2_000)}"`],
    ["is no text", 1],
  ])("a version that %s is none", async (_what, version) => {
    provider().get("/Users/7").reply(200, { id: "7", meta: { version } }, scimJson);
    expect(await mockedClient().client.get("User", id("7"))).not.toHaveProperty("version");
  });

  test.each([
    ["application/scim+json", '{"id":"7"}'],
    ["application/json; charset=ISO-8859-1", '{"id":"7"}'],
    ["text/html", ' {"id":"7"}'],
    ["text/plain", '\uFEFF{"id":"7"}'],
    ["nonsense", '{"id":"6","id":"7"}'],
  ])("the media type %s does not matter", async (type, body) => {
    provider().get("/Users/7").reply(200, body, { "content-type": type });
    expect((await mockedClient().client.get("User", id("7")))?.id).toBe("7");
  });

  test("names that objects have by nature are attributes like any other", async () => {
    const body = '{"id":"7","__proto__":{"active":false},"constructor":{"prototype":1},"toString":"x"}';
    provider().get("/Users/7").reply(200, body, scimJson);
    const found = await mockedClient().client.get("User", id("7"));
    expect(Object.keys(found?.attributes ?? {})).toEqual(["id", "__proto__", "constructor", "toString"]);
    expect(found?.attributes["active"]).toBeUndefined();
    expect(({} as { active?: unknown }).active).toBeUndefined();
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
    expect((await mockedClient().client.patch("User", id("7"), [operation], { idempotent: true }))?.id).toBe(
      expected,
    );
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
  test.each(["<html>Sign in</html>", " <!DOCTYPE html>"])(
    "DELETE: 200 with the page “%s” is none",
    async (page) => {
      provider().delete("/Users/7").reply(200, page);
      const error = await rejection(mockedClient().client.delete("User", id("7")));
      expect(error).toMatchObject({ name: "AnswerError", reason: "html", mayHaveActed: true });
    },
  );
  test.each(["OK", "", "null", '{"id":"7"}'])("DELETE: 200 with “%s” is done", async (body) => {
    provider().delete("/Users/7").reply(200, body, { "content-type": "text/html" });
    expect(await mockedClient().client.delete("User", id("7"))).toBe(true);
  });

  const hidden = { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], detail: "taken" };
  test.each([
    [{ ...hidden, status: "409", scimType: "uniqueness" }, 409, "uniqueness"],
    [{ ...hidden, status: 404 }, 404, undefined],
    [hidden, 500, undefined],
    [{ ...hidden, status: "200" }, 500, undefined],
  ])("a refusal under a status of success is a refusal", async (body, status, scimType) => {
    provider().patch("/Users/7").reply(200, body, scimJson);
    const error = await rejection(mockedClient().client.patch("User", id("7"), []));
    expect(error).toMatchObject({ name: "ScimError", status, scimType, detail: "taken" });
  });

  const made = "https://scim.example.com/scim/v2/Users";
  test.each([
    [`${made}/7`, "7"],
    [`${made}/a%2Fb%20c`, "a/b c"],
    ["/scim/v2/Users/7", "7"],
    ["Users/7", "7"],
    [`${made}/7?x=1`, "7"],
    [`${made}/7/8`, undefined],
    [`${made}/`, undefined],
    [`${made}/..`, undefined],
    [`${made}/%E0%A4%A`, undefined],
    [`${made}/${"7".repeat(3_000)}`, undefined],
    ["https://evil.example.com/scim/v2/Users/7", undefined],
    ["http://scim.example.com/scim/v2/Users/7", undefined],
    ["https://scim.example.com/scim/v2/Groups/7", undefined],
    ["http://[", undefined],
    ["", undefined],
  ])("POST: an id that the body does not tell is learnt from Location %s", async (location, expected) => {
    provider().post("/Users").reply(201, "", { location });
    expect((await mockedClient().client.create("User", {}))?.id).toBe(expected);
  });
  test("POST: the id in the body is the one", async () => {
    provider()
      .post("/Users")
      .reply(201, { id: "7" }, { location: `${made}/8` });
    expect((await mockedClient().client.create("User", {}))?.id).toBe("7");
  });

  test("a version goes as If-Match with each way of writing", async () => {
    const conditions = { ifMatch: 'W/"1"' };
    const asked = { reqheaders: { "if-match": 'W/"1"' } };
    const server = nock(baseUrl, asked);
    server.put("/Users/7").reply(204);
    server.patch("/Users/7").reply(204);
    server.delete("/Users/7").reply(204);
    const { client } = mockedClient();
    await client.replace("User", id("7"), {}, conditions);
    await client.patch("User", id("7"), [], conditions);
    await client.delete("User", id("7"), conditions);
    expect(server.isDone()).toBe(true);
  });

  test("an empty id addresses nobody, and least of all everybody", async () => {
    const { client } = mockedClient();
    expect(await rejection(client.delete("User", id("")))).toMatchObject({ name: "UsageError" });
    expect(client.requests.total).toBe(0);
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
