import { expect, test } from "vitest";
import { ScimClient } from "../../src/scim/client.ts";
import { spelledPath, usualPath, usualPaths } from "../../src/scim/endpoint-paths.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import { startWebServer } from "../support/web-server.ts";

test("paths are told by whole segments, and back", () => {
  const paths = { ...usualPaths, users: "/accounts/people", groups: "/accounts", schemas: "/Schemas/Users" };
  const pairs = [
    ["/Users", "/accounts/people"],
    ["/Users/1%2F2?count=1", "/accounts/people/1%2F2?count=1"],
    ["/Groups?a=/Users", "/accounts?a=/Users"],
    ["/Schemas", "/Schemas/Users"],
    ["/Userstory", "/Userstory"],
    ["/Bulk", "/Bulk"],
  ] as const;
  for (const [usual, spelt] of pairs) {
    expect(spelledPath(usual, paths)).toBe(spelt);
    expect(usualPath(spelt, paths)).toBe(usual);
  }
  expect(usualPath("/Users/1", paths)).toBeUndefined();
});

test("requests are spelt as the provider wants them, and limits go by the words of the RFC", async () => {
  const { url, came } = await startWebServer(({ method, path }) => {
    if (path.startsWith("/many")) {
      const location = `${url}/people/7`;
      const schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"];
      return { status: 200, body: { schemas, Operations: [{ bulkId: "a", status: "201", location }] } };
    }
    if (method === "POST" && !path.endsWith("/.search"))
      return { status: 201, headers: { location: "/people/7?x=1" }, body: "" };
    return method === "POST" ? { status: 200, body: { Resources: [], totalResults: 0 } } : { status: 204 };
  });
  const client = new ScimClient({
    baseUrl: url,
    credentials: { kind: "none" },
    limits: {
      burst: 1,
      concurrency: 1,
      timeout: 5000,
      rates: [{ requests: 100, every: 3_600_000, of: "users" }],
    },
    paths: { ...usualPaths, users: "/people", bulk: "/many" },
    accept: "application/json",
    writeQuery: { notify: "no one" },
    operationCase: "capital",
    booleans: "text",
  });
  const made = await client.create("User", { userName: "ann", active: true });
  expect(made?.id).toBe("7");
  await client.patch("User", "7" as ScimId, [
    { op: "replace", path: "active", value: false },
    { op: "add", value: { title: "true", emails: [{ primary: true }] } },
    { op: "remove", path: "title" },
  ]);
  await client.search("User", { count: 1 });
  const data = { userName: "bob" };
  const [result] = await client.bulk([{ method: "POST", path: "/Users", bulkId: "a", data }]);
  expect(result?.resource?.id).toBe("7");
  const waits = (path: string) => client.heldFor([{ method: "GET", path, count: 99 }]) > 0;
  expect([waits("/Users"), waits("/Users/1"), waits("/Groups")]).toEqual([true, true, false]);
  await client.close();
  const said = came.map(({ method, path, headers }) => `${method} ${path} ${headers.accept}`);
  const query = "?notify=no%20one";
  expect(said).toEqual([
    `POST /people${query} application/json`,
    `PATCH /people/7${query} application/json`,
    "POST /people/.search application/json",
    `POST /many${query} application/json`,
  ]);
  // Only PATCH has a spelling of its own.
  expect(JSON.parse(came[0]?.body ?? "")).toEqual({ userName: "ann", active: true });
  expect((JSON.parse(came[1]?.body ?? "") as { Operations: unknown }).Operations).toEqual([
    { op: "Replace", path: "active", value: "False" },
    { op: "Add", value: { title: "true", emails: [{ primary: "True" }] } },
    { op: "Remove", path: "title" },
  ]);
  expect(JSON.parse(came[3]?.body ?? "")).toMatchObject({ Operations: [{ path: "/people", data }] });
});
