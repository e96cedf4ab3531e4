import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { smallDirectory } from "./directory.ts";
import { startRelay } from "./relay.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** What one test has; they wait for the network side by side, so they share nothing. */
interface Bench {
  readonly workspace: Workspace;
  /** Ends with the test. */
  readonly closers: (() => void)[];
}

function atBench(test: (bench: Bench) => Promise<void>): () => Promise<void> {
  return async () => {
    const workspace = await openWorkspace();
    const closers: (() => void)[] = [];
    workspace.writeDirectory(smallDirectory);
    workspace.writeConfig();
    try {
      await test({ workspace, closers });
    } finally {
      for (const close of closers) close();
      await workspace.close();
    }
  };
}

/** A server that does not speak SCIM; gives its URL and counts what it is asked. */
async function serve(
  { closers }: Bench,
  answer: RequestListener,
): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`, asked: () => asked };
}

/** The run ends at once, blames no user, and the next run with everything right does everything. */
async function expectUnworkable({ workspace }: Bench, reason: string, said: RegExp): Promise<void> {
  const { code, stdout } = await workspace.runApart("sync", "--json");
  const [run] = JSON.parse(stdout).runs;
  expect(code).toBe(6);
  expect(run).toMatchObject({ exitCode: 6, error: { reason }, failures: [] });
  expect(run.error.message).toMatch(said);
  expect(run.counts).toMatchObject({ created: 0, failed: 0 });
  const status = JSON.parse((await workspace.runApart("status", "--json")).stdout);
  expect(Object.keys(status.targets[0].attention)).not.toContain("user failed");
  expect(Object.keys(status.targets[0].attention).join()).not.toMatch(/fail|indeterminate/);

  workspace.env = { SCIM_TOKEN: workspace.sandbox.token };
  workspace.writeConfig();
  const next = await workspace.runApart("sync", "--json");
  expect(next.code).toBe(0);
  expect(JSON.parse(next.stdout).runs[0].counts).toMatchObject({
    created: 5,
    groupsCreated: 2,
    membersAdded: 6,
    pending: 0,
  });
  workspace.sandbox.clearRequests();
  expect(await workspace.runApart("sync")).toMatchObject({ code: 0 });
  expect(workspace.sandbox.requests().total).toBe(0);
}

describe.concurrent("a target that cannot be worked with ends the run with exit code 6", () => {
  it(
    "wrong token: one request, and nobody is marked as failed",
    atBench(async (bench) => {
      const { workspace } = bench;
      workspace.env = { SCIM_TOKEN: "wrong" };
      const { code, stdout, stderr } = await workspace.runApart("sync");
      expect(code).toBe(6);
      expect(`${stdout}${stderr}`).toMatch(
        /credentials refused \(HTTP 401.*auth\.token \(\$\{env\.SCIM_TOKEN\}\)/,
      );
      expect(workspace.sandbox.requests().total).toBe(1);
      await expectUnworkable(bench, "credentials_refused", /HTTP 401/);
    }),
  );

  it(
    "wrong token in the middle: the run ends, and nobody is marked as failed",
    atBench(async (bench) => {
      const { workspace } = bench;
      let asked = 0;
      const relay = await startRelay(workspace.sandbox.url, () => {
        asked += 1;
        return asked > 3 ? { authorization: "Bearer expired" } : undefined;
      });
      bench.closers.push(() => relay.close());
      workspace.writeConfig({ baseUrl: relay.url });
      const { code, stdout } = await workspace.runApart("sync", "--json");
      const [run] = JSON.parse(stdout).runs;
      expect({ code, reason: run.error.reason, failures: run.failures }).toEqual({
        code: 6,
        reason: "credentials_refused",
        failures: [],
      });
      expect(run.counts.failed).toBe(0);
      asked = -1_000;
      expect(await workspace.runApart("sync")).toMatchObject({ code: 0 });
      expect(workspace.sandbox.users()).toHaveLength(5);
    }),
  );

  it(
    "nobody listens there",
    atBench(async (bench) => {
      const { workspace } = bench;
      const { url } = await serve(bench, () => undefined);
      for (const close of bench.closers) close();
      workspace.writeConfig({ baseUrl: url });
      await expectUnworkable(bench, "unreachable", /127\.0\.0\.1/);
    }),
  );

  it(
    "the name has no address",
    atBench(async (bench) => {
      const { workspace } = bench;
      workspace.writeConfig({ baseUrl: "https://no-such-host.invalid/scim/v2" });
      await expectUnworkable(bench, "unreachable", /no-such-host\.invalid/);
    }),
  );

  it(
    "it answers with a web page",
    atBench(async (bench) => {
      const { workspace } = bench;
      const { url, asked } = await serve(bench, (_, response) => {
        response
          .writeHead(200, { "content-type": "text/html; charset=utf-8" })
          .end("<!doctype html><h1>Sign in</h1>");
      });
      workspace.writeConfig({ baseUrl: url });
      await expectUnworkable(bench, "not_scim", /text\/html.*baseUrl/);
      expect(asked()).toBe(1);
    }),
  );

  it(
    "it answers 404 with a web page",
    atBench(async (bench) => {
      const { workspace } = bench;
      const { url } = await serve(bench, (_, response) => {
        response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
      });
      workspace.writeConfig({ baseUrl: url });
      await expectUnworkable(bench, "not_scim", /baseUrl/);
    }),
  );

  it(
    "it redirects: the token does not follow",
    atBench(async (bench) => {
      const { workspace } = bench;
      const elsewhere = await serve(bench, (_, response) => response.writeHead(200).end("{}"));
      const { url } = await serve(bench, (_, response) =>
        response.writeHead(302, { location: elsewhere.url }).end(),
      );
      workspace.writeConfig({ baseUrl: url });
      await expectUnworkable(bench, "not_scim", /redirect to .*baseUrl/);
      expect(elsewhere.asked()).toBe(0);
    }),
  );
});

describe.concurrent("one target in trouble and one in order", () => {
  it(
    "does the one, reports the other, and ends with 6",
    atBench(async (bench) => {
      const { workspace } = bench;
      const second = workspace.read("scimsync.yaml").split("targets:\n")[1];
      const first = second!
        .replace("app:", "broken:")
        .replace(workspace.sandbox.url, "http://127.0.0.1:9/scim/v2");
      workspace.writeConfig({ target: first });
      const { code, stdout } = await workspace.runApart("sync", "--json");
      const codes = JSON.parse(stdout).runs.map((run: { target: string; exitCode: number }) => [
        run.target,
        run.exitCode,
      ]);
      expect({ code, codes }).toEqual({
        code: 6,
        codes: [
          ["app", 0],
          ["broken", 6],
        ],
      });
      expect(workspace.sandbox.users()).toHaveLength(5);
    }),
  );
});
