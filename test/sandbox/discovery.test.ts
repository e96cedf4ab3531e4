import { expect, test } from "vitest";
import type { Attribute } from "../../src/sandbox/attribute.ts";
import { enterpriseUrn, groupUrn, start, userUrn } from "./client.ts";

test("the service provider says what it can do", async () => {
  const { call } = await start();
  const { body } = await call("GET", "/ServiceProviderConfig");
  expect(body).toMatchObject({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
    filter: { supported: true, maxResults: 1000 },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [{ type: "oauthbearertoken" }],
  });
});

test("resource types and schemas are listed and found by name", async () => {
  const { call, sandbox } = await start();
  const types = (await call("GET", "/ResourceTypes")).body;
  expect(types.Resources.map((type: { endpoint: string }) => type.endpoint)).toEqual(["/Users", "/Groups"]);
  expect((await call("GET", "/ResourceTypes/User")).body).toMatchObject({
    schema: userUrn,
    schemaExtensions: [{ schema: enterpriseUrn, required: false }],
    meta: { location: `${sandbox.url}/ResourceTypes/User` },
  });
  const schemas = (await call("GET", "/Schemas")).body;
  expect(schemas.Resources.map((schema: { id: string }) => schema.id)).toEqual([
    userUrn,
    enterpriseUrn,
    groupUrn,
  ]);
  expect((await call("GET", `/Schemas/${groupUrn}`)).body.name).toBe("Group");
  expect((await call("GET", "/Schemas/urn:none")).status).toBe(404);
  expect((await call("GET", "/ResourceTypes/Thing")).status).toBe(404);
  expect((await call("GET", "/Schemas?filter=id%20pr")).status).toBe(403);
  expect((await call("POST", "/Schemas", {})).status).toBe(405);
});

test("every attribute in a schema has the characteristics of RFC 7643 section 7", async () => {
  const { call } = await start();
  const { body } = await call("GET", "/Schemas");
  const check = (attribute: Attribute): void => {
    expect(attribute).toMatchObject({
      name: expect.stringMatching(/^\$?[A-Za-z][\w-]*$/),
      multiValued: expect.any(Boolean),
      required: expect.any(Boolean),
      caseExact: expect.any(Boolean),
      description: expect.stringMatching(/\S/),
    });
    expect(attribute.type === "complex").toBe(attribute.subAttributes !== undefined);
    attribute.subAttributes?.forEach(check);
  };
  for (const schema of body.Resources) schema.attributes.forEach(check);
  const user = body.Resources[0].attributes as Attribute[];
  const named = (name: string) => user.find((attribute) => attribute.name === name);
  expect(named("userName")).toMatchObject({ required: true, uniqueness: "server", caseExact: false });
  expect(named("password")).toMatchObject({ mutability: "writeOnly", returned: "never" });
  expect(named("groups")).toMatchObject({ mutability: "readOnly", multiValued: true });
});
