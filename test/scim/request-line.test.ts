import { expect, test } from "vitest";
import { requestLine } from "../../src/scim/request-line.ts";

const asked = { method: "GET", path: "/Users?filter=userName%20eq%20%22ann%22" } as const;
const refused = (name: string, value: string, status = 400) =>
  requestLine(asked, { status, headers: { date: "today", [name]: value } });

test("a path goes without its query, which names people, and no longer than 200 characters", () => {
  expect(requestLine(asked)).toEqual({ method: "GET", path: "/Users" });
  expect(requestLine({ method: "PUT", path: `/Users/${"x".repeat(300)}` }).path).toHaveLength(200);
});

test.each([
  "x-request-id",
  "request-id",
  "x-correlation-id",
  "x-acme-request-id",
  "x-acme-requestid",
  "trace-id",
])("the id of a request is told by %s", (name) =>
  expect(refused(name, "a1-b2")).toMatchObject({ requestId: "a1-b2" }),
);

test.each([
  ["of a header that means another", "x-session-id", "a1", 400],
  ["that cannot be read", "x-request-id", "a b\u001B", 400],
  ["of which a secret was taken out", "x-request-id", "[secret]", 400],
  ["of an answer that nobody looked through for secrets", "x-request-id", "a1", 200],
] as const)("no id is taken %s", (_, name, value, status) => {
  expect(refused(name, value, status)).not.toHaveProperty("requestId");
});
