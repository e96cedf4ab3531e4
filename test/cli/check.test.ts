import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { makeTag, throwawayUser } from "../../src/check/throwaway-name.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { config, type Desk, openDesk } from "./desk.ts";
import { runIn } from "./in-process.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  // The files of the source are not there: a check does not need them.
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});
afterEach(() => desk.close());

/** Points the config at another server, with these lines under the target. */
function aim(url: string, ...lines: readonly string[]): void {
  const text = config(desk.sandbox, ["assign: { everyone: true }", ...lines]).join("\n");
  desk.write("scimsync.yaml", text.replace(desk.sandbox.url, url));
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`;
}

describe("reading alone", () => {
  test("a table of what was claimed, what was seen and what we do; nothing is written, neither there nor here", async () => {
    const before = desk.files();
    const { code, stdout, stderr } = await desk.run("check");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^app: http:\/\/127\.0\.0\.1:\d+\/scim\/v2, connector generic, \d+ requests\n/);
    expect(stdout).toMatch(/area +what +claimed +seen +what we do\n/);
    expect(stdout).toMatch(
      /discovery +ServiceProviderConfig +has patch, filter.* endpoint\.discovery: trust \(default\)/,
    );
    const { byMethod, total } = desk.sandbox.requests();
    expect(Object.keys(byMethod).toSorted()).toEqual(["GET", "POST"]);
    expect(byMethod["POST"]).toBe(1);
    expect(total).toBeLessThanOrEqual(30);
    expect(desk.sandbox.users()).toEqual([]);
    expect(desk.files()).toEqual(before);
  });

  test("as JSON", async () => {
    const { version, checks } = await desk.json("check");
    expect(version).toBe(1);
    expect(checks).toEqual([
      expect.objectContaining({
        target: "app",
        ok: true,
        exitCode: 0,
        error: null,
        suggestions: {},
        leftBehind: [],
      }),
    ]);
    expect(checks[0].requests).toBe(desk.sandbox.requests().total);
    expect(checks[0].probes).toContainEqual({
      area: "discovery",
      what: "ServiceProviderConfig",
      claimed: null,
      seen: expect.stringContaining("has patch"),
      verdict: "ok",
      knob: { name: "endpoint.discovery", value: "trust", from: "default" },
      does: null,
    });
  });

  test("says which connector a setting comes from", async () => {
    desk.write("mine.yaml", "reads: { pageSize: 7 }");
    aim(desk.sandbox.url, "connector: ./mine.yaml");
    const { checks } = await desk.json("check");
    const knobs = checks[0].probes.map(({ knob }: { knob: object | null }) => knob);
    expect(knobs).toContainEqual({ name: "reads.pageSize", value: 7, from: "connector mine" });
    expect(knobs).toContainEqual({ name: "reads.paging", value: "auto", from: "default" });
  });

  test("what a sync learnt is shown beside the setting, and the state file stays as it is", async () => {
    const server = await startSandboxServer({}, ["patchClaimed"]);
    onTestFinished(() => server.close());
    desk.write("people.csv", "id,email,first,last,title,team,boss,secret", "e1,a@x.org,A,B,T,eng,,p");
    desk.write("groups.csv", "id,name,parent", "g1,Staff,");
    desk.write("memberships.csv", "group,member", "g1,e1");
    aim(server.baseUrl);
    const run = (...args: readonly string[]) => runIn(desk.path(""), args, { SCIM_TOKEN: server.token });
    expect((await run("sync")).code).toBe(0);
    desk.write("people.csv", "id,email,first,last,title,team,boss,secret", "e1,a@x.org,A,C,T,eng,,p");
    expect((await run("sync")).code).toBe(0);
    const state = readFileSync(desk.path("scimsync.db"));
    const { stdout } = await run("check", "--write", "--quiet");
    expect(stdout).toMatch(/users\.update: auto \(default, learnt: users\.patch refused\)/);
    expect(readFileSync(desk.path("scimsync.db"))).toEqual(state);
  });
});

async function expectUnworkable(reason: string, said: RegExp): Promise<void> {
  const { code, stdout } = await desk.run("check", "--json");
  const [report] = JSON.parse(stdout).checks;
  expect(code).toBe(6);
  expect(report).toMatchObject({ ok: false, exitCode: 6, error: { reason } });
  expect(report.error.message).toMatch(said);
  const text = await desk.run("check", "--write", "--quiet");
  expect(text.code).toBe(6);
  expect(text.stdout).toMatch(/NOT WORKABLE: /);
}

describe("targets that cannot be worked with end with 6 and say why", () => {
  test("a wrong token", async () => {
    const { code, stdout } = await runIn(desk.path(""), ["check"], { SCIM_TOKEN: "wr0ng-t0ken" });
    expect(code).toBe(6);
    expect(stdout).toMatch(
      /NOT WORKABLE: credentials refused \(HTTP 401: .*\); check auth\.token \(\$\{env\.SCIM_TOKEN\}\)/,
    );
    expect(stdout).not.toMatch(/wr0ng-t0ken/);
  });

  test("a token that may not list users", async () => {
    aim(await serve((_request, response) => response.writeHead(403).end('{"detail":"no"}')));
    await expectUnworkable("credentials_refused", /may not list users \(403: no\)/);
  });

  test("a web page", async () => {
    aim(
      await serve((_request, response) =>
        response.setHeader("content-type", "text/html").end("<h1>Welcome</h1>"),
      ),
    );
    await expectUnworkable(
      "not_scim",
      /does not answer like a SCIM service \(HTTP 200, text\/html\); check baseUrl/,
    );
  });

  test("a redirect to a login", async () => {
    aim(await serve((_request, response) => response.writeHead(302, { location: "/login" }).end()));
    await expectUnworkable("not_scim", /a redirect to \/login/);
  });

  test("a port where nobody listens", async () => {
    aim("http://127.0.0.1:9/scim/v2");
    await expectUnworkable("unreachable", /cannot be reached: .*ECONNREFUSED/);
  });

  test("a path that is not there", async () => {
    aim(`${desk.sandbox.origin}/scim/v2/elsewhere`);
    await expectUnworkable("unreachable", /elsewhere\/Users cannot be read \(404: /);
  });
});

describe("with --write", () => {
  test("says first what it makes, and leaves nothing", async () => {
    const { code, stderr } = await desk.run("check", "--write");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^app: these are made there, tried, and removed again:\n {2}user Scimsync-check-\w{11}-a@example\.invalid\n/,
    );
    expect([desk.sandbox.users(), desk.sandbox.groups()]).toEqual([[], []]);
    expect(desk.files()).toEqual(["scimsync.yaml"]);
  });

  test("the suggested settings are saved as a connector, with which a second check suggests nothing", async () => {
    const server = await startSandboxServer({
      users: { multiValued: "whole" },
      groups: { create: "thenPatch" },
    });
    onTestFinished(() => server.close());
    desk.write("mine.yaml", "groups: { membersPerRequest: 50 }");
    aim(server.baseUrl, "connector: ./mine.yaml");
    const run = (...args: readonly string[]) => runIn(desk.path(""), args, { SCIM_TOKEN: server.token });
    const first = await run("check", "--write", "--quiet", "--save", "seen.yaml");
    expect(first.stderr).toBe("saved; write connector: ./seen.yaml in the target\n");
    expect(first.stdout).toMatch(
      /suggested settings .*\n\n {2}users:\n {4}# seen: one address of two: 400.*\n(?: {4}# .*\n)* {4}multiValued: whole/,
    );
    const saved = readFileSync(desk.path("seen.yaml"), "utf8");
    expect(saved).toMatch(/\nextends: "\.\/mine\.yaml"\n/);
    expect(saved).toMatch(/\n {2}# seen \d{4}-\d\d-\d\d: .*\n(?: {2}# .*\n)* {2}multiValued: whole\n/);
    aim(server.baseUrl, "connector: ./seen.yaml");
    const second = await run("check", "--write", "--json", "--save", "again.yaml");
    expect(JSON.parse(second.stdout).checks[0]).toMatchObject({ ok: true, suggestions: {} });
    expect(second.stderr).toMatch(/nothing to save/);
    expect(desk.files()).not.toContain("again.yaml");
  });

  test("--save refuses a file that is there, and one that is no connector file", async () => {
    desk.write("there.yaml", "{}");
    expect(await desk.run("check", "--save", "there.yaml")).toMatchObject({ code: 2, stdout: "" });
    expect(await desk.run("check", "--save", "seen.json")).toMatchObject({ code: 2, stdout: "" });
    expect(desk.sandbox.requests().total).toBe(0);
  });

  test("what would make a sync go wrong ends with 3", async () => {
    const server = await startSandboxServer({ groups: { support: "none" } });
    onTestFinished(() => server.close());
    aim(server.baseUrl);
    const { code, stdout } = await runIn(desk.path(""), ["check"], { SCIM_TOKEN: server.token });
    expect(code).toBe(3);
    expect(stdout).toMatch(/A SYNC WOULD GO WRONG: groups are to be pushed, but cannot be listed \(404: /);
    expect(stdout).toMatch(/ {2}groups:\n {4}# seen: GET \/Groups: 404: .*\n {4}support: none/);
  });

  test("a check that was killed is tidied up after by the next, by what stands beside the state", async () => {
    const tag = makeTag(Date.now(), Math.random);
    const attributes = throwawayUser(tag, "a", "example.invalid");
    const made = await fetch(`${desk.sandbox.url}/Users`, {
      method: "POST",
      headers: { authorization: `Bearer ${desk.sandbox.token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], ...attributes }),
    });
    expect(made.status).toBe(201);
    const entry = { type: "User", name: attributes["userName"], baseUrl: desk.sandbox.url, pid: 2 ** 30 };
    writeFileSync(desk.path("scimsync.db.check.json"), JSON.stringify({ version: 1, entries: [entry] }));
    const { code, stdout } = await desk.run("check", "--write", "--quiet");
    expect(code).toBe(0);
    expect(stdout).toContain(`removed: ${attributes["userName"] as string}, which an earlier check had left`);
    expect(desk.sandbox.users()).toEqual([]);
    expect(desk.files()).toEqual(["scimsync.yaml"]);
  });
});
