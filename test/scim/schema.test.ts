import { describe, expect, test } from "vitest";
import type { Json } from "../../src/canonical.ts";
import { readSchemas } from "../../src/scim/schema.ts";
import { mockedClient, provider, useNock } from "./mocked-client.ts";

const id = "urn:ietf:params:scim:schemas:core:2.0:User";
const userName = {
  name: "userName",
  type: "string",
  multiValued: false,
  required: true,
  mutability: "readWrite",
};

describe("readSchemas", () => {
  test.each<[string, Json]>([
    ["a list response", { totalResults: 1, Resources: [{ id, attributes: [userName] }] }],
    ["one that spells resources small", { resources: [{ id, attributes: [userName] }] }],
    ["a bare list", [{ id, attributes: [userName] }]],
    ["one schema", { id, attributes: [userName] }],
  ])("reads %s", (_, body) => {
    const attribute = {
      name: "userName",
      type: "string",
      multiValued: false,
      required: true,
      caseExact: false,
      readOnly: false,
    };
    expect(readSchemas(body)).toEqual([{ id, attributes: [attribute] }]);
  });

  test.each<[string, Json | undefined]>([
    ["nothing", undefined],
    ["text", "Schemas"],
    ["an error", { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "404" }],
    ["an empty list", { Resources: [] }],
    ["schemas without attributes", [{ id, attributes: [] }, { id }, { attributes: [userName] }, null, 1]],
    ["attributes without a name", [{ id, attributes: [{ type: "string" }, { name: "" }, null, 7] }]],
  ])("%s is none", (_, body) => {
    expect(readSchemas(body)).toBeUndefined();
  });

  test("what is malformed says nothing, and the rest stands", () => {
    const odd = {
      name: "title",
      type: "varchar",
      multiValued: "no",
      required: "true",
      caseExact: 1,
      mutability: 5,
      canonicalValues: [{ value: "a" }],
      subAttributes: "none",
    };
    const manager = {
      name: "manager",
      type: "COMPLEX",
      mutability: "ReadOnly",
      canonicalValues: [],
      subAttributes: [{ name: "value", subAttributes: [userName] }],
    };
    const plain = { required: false, caseExact: false, readOnly: false };
    expect(readSchemas({ id, attributes: [odd, manager] })?.[0]?.attributes).toEqual([
      { name: "title", ...plain },
      {
        name: "manager",
        type: "complex",
        ...plain,
        readOnly: true,
        subAttributes: [{ name: "value", ...plain }],
      },
    ]);
  });
});

describe("a provider", () => {
  useNock();

  test.each([
    ["has none", 404, "{}"],
    ["answers nonsense", 200, '"hello"'],
    ["answers no JSON", 200, "hello"],
    ["forbids it", 403, "{}"],
  ])("that %s has no schemas", async (_, status, body) => {
    provider().get("/Schemas").reply(status, body, { "content-type": "application/json" });
    expect(await mockedClient().client.schemas()).toBeUndefined();
  });
});
