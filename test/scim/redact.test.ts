import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.ts";
import { harEntry } from "../../src/scim/recording/har.ts";
import { hidden, namesToHide, redactAttributes, redactHeaders } from "../../src/scim/recording/redact.ts";
import { NetworkError } from "../../src/scim/connection/transport.ts";

const names = namesToHide(["urn:example:acme:2.0:User:pin", 'tokens[type eq "x"].value.code']);
const acme = "urn:example:acme:2.0:User";

test.each<[string, Json, Json]>([
  ["an attribute", { password: "p", userName: "u" }, { password: hidden, userName: "u" }],
  ["in another case", { PassWord: "p" }, { PassWord: hidden }],
  ["of an extension", { [acme]: { pin: "1", floor: "2" } }, { [acme]: { pin: hidden, floor: "2" } }],
  ["in a list", { Operations: [{ data: { pin: 1 } }] }, { Operations: [{ data: { pin: hidden } }] }],
  [
    "by the path of an operation",
    { op: "replace", path: `${acme}:pin`, value: "1" },
    { op: "replace", path: `${acme}:pin`, value: hidden },
  ],
  [
    "by a path with a filter",
    { op: "add", path: 'tokens[type eq "a.b"].code', value: "1" },
    { op: "add", path: 'tokens[type eq "a.b"].code', value: hidden },
  ],
  ["with a dotted key", { value: { "a.pin": "1" } }, { value: { "a.pin": hidden } }],
  ["what merely has a path", { path: "password", value: "shown" }, { path: "password", value: "shown" }],
])("a secret is hidden: %s", (_title, body, shown) => {
  expect(redactAttributes(body, names)).toEqual(shown);
});

test("headers show their value only when it is known to be harmless", () => {
  expect(
    redactHeaders({
      authorization: "Bearer t",
      "x-api-key": "k",
      etag: "1",
      "X-RateLimit-Reset": "9",
      cookie: "c",
    }),
  ).toEqual({
    authorization: hidden,
    "x-api-key": hidden,
    etag: "1",
    "X-RateLimit-Reset": "9",
    cookie: hidden,
  });
});

test("an entry hides credentials even where the provider repeats them, and tells why no answer came", () => {
  const exchange = {
    baseUrl: "https://app.example.com/scim",
    startedAt: 0,
    ms: 5,
    request: { method: "GET", path: "/Users?count=1", headers: { authorization: "Bearer tok3n" } },
  } as const;
  const answer = {
    status: 401,
    headers: { "x-debug": "tok3n", location: "/tok3n" },
    text: 'no "tok3n" here',
  };
  const refused = harEntry({ ...exchange, outcome: answer }, names);
  expect(JSON.stringify(refused)).not.toContain("tok3n");
  expect(refused).toMatchObject({ request: { queryString: [{ name: "count", value: "1" }] } });
  const lost = harEntry({ ...exchange, outcome: new NetworkError("reset (ECONNRESET)", true) }, names);
  expect(lost).toMatchObject({ _error: "reset (ECONNRESET)", response: { status: 0 } });
});

test("an entry hides the secrets of the request wherever the answer repeats them", () => {
  const entry = harEntry(
    {
      baseUrl: "https://app.example.com/scim",
      startedAt: 0,
      ms: 5,
      request: { method: "POST", path: "/Users", body: { userName: "ann", password: "p4ss/word" } },
      outcome: { status: 400, headers: {}, text: 'bad: {"password":"p4ss/word"} p4ss%2Fword of ann' },
    },
    names,
  );
  expect(JSON.stringify(entry)).not.toMatch(/p4ss/);
  expect(JSON.stringify(entry)).toContain("of ann");
});
