import nock from "nock";
import { expect, onTestFinished, test } from "vitest";
import { askByFilter } from "../../src/scim/find.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { ScimClient } from "../../src/scim/client.ts";
import { mockedClient, provider, rejection, useNock } from "./mocked-client.ts";

const scimJson = { "content-type": "application/scim+json" };

test.each([
  "O'Neil",
  'Sales "EMEA", all',
  "back\\slash\\",
  "a+b@x.org",
  "50 % & more = ?#",
  "tab\tand\u0001control",
  "Zoë 太郎 😀",
  "[x] eq (y) or true",
  '" or userName pr or userName eq "',
])("a filter finds the one whose name is %j, and nobody else", async (name) => {
  const sandbox = await startSandbox({ seed: 1, token: "t" });
  const client = new ScimClient({
    baseUrl: sandbox.url,
    credentials: { kind: "bearer", token: { description: "token", read: () => Promise.resolve("t") } },
    limits: { burst: 1, concurrency: 1, timeout: 5_000 },
  });
  onTestFinished(async () => {
    await client.close();
    await sandbox.close();
  });
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
  const made = await client.create("User", { schemas, userName: name, externalId: name });
  await client.create("User", { schemas, userName: "somebody else", externalId: "x" });
  for (const path of ["userName", "externalId"]) {
    const answer = await askByFilter(client, "User", path, name);
    expect(answer).toMatchObject({ kind: "answered", strangers: 0, matches: [{ id: made?.id }] });
  }
});

useNock();
const ask = (path: string, value: string) => askByFilter(mockedClient().client, "User", path, value);
const answer = (...Resources: readonly object[]) =>
  provider().get("/Users").query(true).reply(200, { totalResults: Resources.length, Resources }, scimJson);

test("who is not who was asked for is a stranger, but for a letter case that does not count", async () => {
  answer({ id: "1", userName: "ANN" }, { id: "2", userName: "ben" }, { id: "3" }, { userName: "ann" });
  expect(await ask("userName", "ann")).toMatchObject({ matches: [{ id: "1" }], strangers: 3 });
  answer({ id: "1", externalId: "E1" });
  expect(await ask("externalId", "e1")).toMatchObject({ matches: [], strangers: 0 });
  answer({ id: "1", externalId: 7 }, { id: "2", externalId: "70" });
  expect(await ask("externalId", "7")).toMatchObject({ matches: [{ id: "1" }], strangers: 1 });
  answer({ id: "1", emails: [{ value: "a@x.org" }, { value: "B@x.org" }] });
  expect(await ask("emails.value", "b@x.org")).toMatchObject({ matches: [{ id: "1" }], strangers: 0 });
});

test.each([
  [400, true],
  [403, true],
  [404, true],
  [501, true],
  [500, false],
])("%i is no answer; lasting: %s", async (status, lasting) => {
  nock.cleanAll();
  provider().get("/Users").query(true).times(5).reply(status, {}, scimJson);
  expect(await ask("externalId", "x")).toEqual({ kind: "refused", status, lasting });
  nock.cleanAll();
});

test("what is no word about filters is not taken for one", async () => {
  provider().get("/Users").query(true).reply(409, {}, scimJson);
  expect(await rejection(ask("userName", "x"))).toMatchObject({ name: "ScimError", status: 409 });
});
