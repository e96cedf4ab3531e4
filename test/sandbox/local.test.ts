import { request } from "node:http";
import { expect, test } from "vitest";
import { enterpriseUrn, start } from "./client.ts";

/** Plain HTTP, for `fetch` does not let a Host be chosen. */
function raw(url: string, method: string, headers: Record<string, string>, body = ""): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on("error", reject);
    call.end(body);
  });
}

test("requests are logged and counted without a token", async () => {
  const { call, sandbox, user } = await start();
  await user("a");
  await call("GET", "/Users?count=1");
  await fetch(`${sandbox.url}/Users`);
  const summary = await (await fetch(`${sandbox.origin}/_sandbox/requests`)).json();
  expect(summary).toMatchObject({
    total: 3,
    byMethod: { POST: 1, GET: 2 },
    byStatus: { 200: 1, 201: 1, 401: 1 },
    requests: [
      {
        method: "POST",
        path: "/Users",
        status: 201,
        ms: expect.any(Number),
        at: expect.stringMatching(/Z$/),
      },
      { method: "GET", path: "/Users?count=1", status: 200 },
      { method: "GET", path: "/Users", status: 401 },
    ],
  });
  expect(JSON.stringify(summary)).not.toContain(sandbox.token);
  expect((await fetch(`${sandbox.origin}/_sandbox/requests`, { method: "DELETE" })).status).toBe(204);
  expect(sandbox.requests()).toEqual({ total: 0, byMethod: {}, byStatus: {}, requests: [] });
});

test("faults are replaced while it runs", async () => {
  const { call, sandbox } = await start();
  const post = (body: unknown) =>
    fetch(`${sandbox.origin}/_sandbox/faults`, { method: "POST", body: JSON.stringify(body) });
  expect(await (await post({ faults: ["500:1", "limit:5:5"] })).json()).toEqual({
    faults: ["500:1", "limit:5:5"],
  });
  expect((await call("GET", "/Users")).status).toBe(500);
  const bad = await post(["whatever"]);
  expect([bad.status, await bad.json()]).toEqual([
    400,
    expect.objectContaining({ detail: expect.stringContaining("whatever") }),
  ]);
  expect((await post("x")).status).toBe(400);
  expect(await (await fetch(`${sandbox.origin}/_sandbox/faults`)).json()).toEqual({
    faults: ["500:1", "limit:5:5"],
  });
  await post([]);
  expect((await call("GET", "/Users")).status).toBe(200);
});

test("other hosts and other origins are turned away", async () => {
  const { sandbox } = await start();
  const { port } = new URL(sandbox.origin);
  for (const path of ["/", "/_sandbox/requests"]) {
    expect(await raw(sandbox.origin + path, "GET", { host: `localhost:${port}` })).toBe(200);
    expect(await raw(sandbox.origin + path, "GET", { host: "evil.example:80" })).toBe(403);
    expect(await raw(sandbox.origin + path, "GET", { host: "127.0.0.1.evil.example" })).toBe(403);
  }
  const faults = `${sandbox.origin}/_sandbox/faults`;
  expect(await raw(faults, "POST", { origin: "http://evil.example" }, "[]")).toBe(403);
  expect(await raw(faults, "POST", { origin: "null" }, "[]")).toBe(403);
  expect(await raw(faults, "POST", { origin: sandbox.origin }, "[]")).toBe(200);
  expect(await raw(`${sandbox.origin}/elsewhere`, "GET", {})).toBe(404);
  expect(await raw(sandbox.origin, "POST", {})).toBe(405);
});

test("the page shows users and groups, and escapes what it shows", async () => {
  const { group, sandbox, user } = await start();
  const attack = `<script>alert("x")</script>`;
  const ids = [await user("ann@x.org", { name: { givenName: "Ann", familyName: attack }, active: false })];
  ids.push(await user("bob", { displayName: "Bob", active: true, [enterpriseUrn]: { department: "R&D" } }));
  await group("Staff & co", ids);
  const response = await fetch(`${sandbox.origin}/?q=%22%3E%3Cb%3E`);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const searched = await response.text();
  expect(searched).not.toContain(`"><b>`);
  expect(searched).toContain("No users found");
  const page = await (await fetch(`${sandbox.origin}/`)).text();
  expect(page).not.toContain("<script");
  for (const text of ["ann@x.org", "&#60;script&#62;", "Bob", "R&#38;D", "Staff &#38; co"])
    expect(page).toContain(text);
  expect(page).not.toContain(sandbox.token);
  expect(page).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
});

test("the page finds and turns pages", async () => {
  const { sandbox, user } = await start();
  for (let at = 101; at <= 160; at += 1) await user(`user${at}`, { emails: [{ value: `mail${at}@x.org` }] });
  const get = async (query: string) => (await fetch(`${sandbox.origin}/?${query}`)).text();
  expect(await get("")).toContain("user150");
  expect(await get("")).not.toContain("user151");
  expect(await get("users=2")).toContain("user151");
  expect(await get("users=99999999999")).toContain("user101");
  const found = await get("q=MAIL155");
  expect(found).toContain("user155");
  expect(found).not.toContain("user154");
  expect(await get("refresh=1")).toContain('http-equiv="refresh"');
  expect(await get("")).not.toContain('http-equiv="refresh"');
});
