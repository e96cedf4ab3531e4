import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type MeasuredRun, metricsText } from "../../src/report/metrics.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { pushMetrics } from "../../src/telemetry/push-metrics.ts";
import { type Desk, openDesk } from "../cli/desk.ts";
import { runHere } from "../cli/in-process.ts";
import { type Came, startWebServer } from "../support/web-server.ts";
import { readExposition } from "./exposition.ts";

let desk: Desk;
const password = "hush-hush-5f1d0c";

beforeEach(async () => {
  desk = await openDesk();
  desk.write("people.csv", "id,email", "e1,ann@x.org", "e2,ben@x.org");
  configure();
});
afterEach(() => desk.close());

/** Two targets, which may be one service: what matters is what is told of each. */
function configure(...more: readonly string[]): void {
  const target = (name: string, where: string) => [
    `  ${name}:`,
    `    baseUrl: ${desk.sandbox.url}`,
    `    auth: { token: "\${env.SCIM_TOKEN}"${name === "one" ? ", expires: 2099-03-01" : ""} }`,
    `    assign: { where: '${where}' }`,
    "    users: { attributes: { userName: '${user.email}' } }",
  ];
  desk.write(
    "scimsync.yaml",
    "source: { type: csv, users: { file: people.csv, key: id } }",
    "targets:",
    ...target("one", 'user.id == "e1"'),
    ...target("two.b", 'user.id == "e2"'),
    ...more,
  );
}

function runOf(target: string): MeasuredRun {
  const report = {
    target,
    startedAt: "2026-01-02T03:04:05.678Z",
    durationMs: 12,
    exitCode: 0,
    counts: { groupsCreated: 3 },
    requests: { total: 0, byMethod: {}, retried: 0, throttledMs: 0 },
    source: { users: 1 },
  } as unknown as RunReport;
  return { report, lastGoodAt: 1 };
}

function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}) {
  const samples = readExposition(text).get(name)?.samples ?? [];
  const wanted = Object.entries(labels);
  return samples.find((one) => wanted.every(([key, value]) => one.labels[key] === value))?.value;
}

const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  runHere(["-c", desk.path("scimsync.yaml"), ...args], { SCIM_TOKEN: desk.sandbox.token, ...env });

test("a Pushgateway is given the numbers of each target in a group of its own, as the file has them", async () => {
  const gateway = await startWebServer(() => ({ status: 200 }));
  const { host } = new URL(gateway.url);
  expect(await desk.run("--quiet", "sync", "--metrics-push", gateway.url)).toMatchObject({
    code: 0,
    stderr: "",
  });
  expect(gateway.came.map(({ method, path }) => [method, path])).toEqual([
    ["PUT", "/metrics/job/scimsync/target/one"],
    ["PUT", "/metrics/job/scimsync/target/two.b"],
  ]);
  const [first, second] = gateway.came as [Came, Came];
  expect(first.headers).toMatchObject({ "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  expect(first.headers.authorization).toBeUndefined();
  for (const [{ body }, target] of [
    [first, "one"],
    [second, "two.b"],
  ] as const) {
    const families = readExposition(body);
    expect(families.size).toBe(10);
    for (const [name, { type, samples }] of families) {
      expect([name, type]).toEqual([expect.stringMatching(/^scimsync_(?:last|token)_/), "gauge"]);
      if (samples.length > 0)
        expect([...new Set(samples.map(({ labels }) => labels["target"]))]).toEqual([target]);
    }
    expect(valueOf(body, "scimsync_last_run_operations", { kind: "created" })).toBe(1);
    expect(valueOf(body, "scimsync_last_run_operations", { kind: "members_added" })).toBe(0);
    expect(valueOf(body, "scimsync_last_run_source_users")).toBe(2);
    const ends = target === "one" ? Date.parse("2099-03-01") / 1000 : undefined;
    expect(valueOf(body, "scimsync_token_expires_timestamp_seconds")).toBe(ends);
  }

  // One target alone: the group of the other is left as it is; job and login as the address says.
  const address = `http://ops:${password}@${host}/metrics/job/hr/site/b/`;
  const file = desk.path("r.prom");
  expect(await desk.run("--quiet", "sync", "one", "--metrics-push", address, "--report", file)).toMatchObject(
    {
      code: 0,
      stderr: "",
    },
  );
  expect(gateway.came).toHaveLength(3);
  const third = gateway.came[2]!;
  expect(third.path).toBe("/metrics/job/hr/site/b/target/one");
  const token = Buffer.from(`ops:${password}`).toString("base64");
  expect(third.headers.authorization).toBe(`Basic ${token}`);
  expect(third.body).toBe(readFileSync(file, "utf8"));

  // A plan file likewise.
  await desk.run("plan", "--reapply", "--out", "p.json", "one");
  expect(await desk.run("apply", "p.json", "--metrics-push", gateway.url)).toMatchObject({ code: 0 });
  expect(gateway.came.at(-1)?.path).toBe("/metrics/job/scimsync/target/one");
  expect(gateway.came).toHaveLength(4);
});

test("when the last run got through stays what it was while runs do not", async () => {
  const file = desk.path("r.prom");
  const numbers = () => {
    const text = readFileSync(file, "utf8");
    return ["last_run", "last_good_run"].map((name) => valueOf(text, `scimsync_${name}_timestamp_seconds`));
  };
  expect((await run({ SCIM_TOKEN: "wrong" }, "--quiet", "sync", "--report", file)).code).toBe(6);
  expect(numbers()[1]).toBeUndefined();
  expect((await run({}, "--quiet", "sync", "--report", file)).code).toBe(0);
  const [good, alsoGood] = numbers();
  expect(good).toBe(alsoGood);
  expect(
    (await run({ SCIM_TOKEN: "wrong" }, "--quiet", "sync", "--reapply", "--force", "--report", file)).code,
  ).toBe(6);
  expect(numbers()).toEqual([expect.not.closeTo(good!, 6), good]);

  // Of a run that is over, as it was then.
  const { runs } = JSON.parse((await run({}, "runs", "--json", "--target", "one")).stdout) as {
    readonly runs: readonly { readonly runId: string }[];
  };
  await run({}, "runs", "show", runs.at(-1)!.runId, "--report", file);
  expect(numbers()[1]).toBeUndefined();
});

test("the config names the gateway, by a variable too; runs of some are not told of, and the proxy is used", async () => {
  const gateway = await startWebServer(() => ({ status: 202 }));
  configure('metrics: { push: "${env.GATEWAY}" }');
  const address = `http://ops:${password}@${new URL(gateway.url).host}`;
  expect(await run({ GATEWAY: address }, "--quiet", "sync", "--only", "e1")).toMatchObject({ code: 0 });
  expect(gateway.came).toEqual([]);
  expect(await run({ GATEWAY: address }, "--quiet", "sync")).toMatchObject({ code: 0, stderr: "" });
  expect(gateway.came.map(({ path }) => path)).toEqual([
    "/metrics/job/scimsync/target/one",
    "/metrics/job/scimsync/target/two.b",
  ]);

  // The command line comes before the config; whatever is not on this machine goes through the proxy.
  const proxied = { GATEWAY: address, http_proxy: gateway.url };
  const elsewhere = "http://gateway.example.com:9091";
  expect(await run(proxied, "--quiet", "sync", "one", "--metrics-push", elsewhere)).toMatchObject({
    code: 0,
    stderr: "",
  });
  expect(gateway.came[2]?.path).toBe(`${elsewhere}/metrics/job/scimsync/target/one`);
});

test("a gateway that refuses or is not there is said, and changes no exit code; no password is shown", async () => {
  const gateway = await startWebServer(({ path }) =>
    path.includes("/slow/") ? undefined : { status: 400, body: "text format\u001b[31m parsing error" },
  );
  const { host, port } = new URL(gateway.url);
  const refused = await desk.run("--quiet", "sync", "--metrics-push", `http://ops:${password}@${host}`);
  expect(refused.code).toBe(0);
  expect(refused.stderr).toBe(
    `warning: metrics were not pushed: ${host} answers 400 text format\\u001b[31m parsing error; the next run pushes its own\n`,
  );
  // The next one would be refused as well.
  expect(gateway.came).toHaveLength(1);

  const hungUp = await desk.run("--quiet", "sync", "--metrics-push", `http://ops:${password}@${host}/slow`);
  expect(hungUp.code).toBe(0);
  expect(hungUp.stderr).toMatch(new RegExp(`^warning: metrics were not pushed: 127\\.0\\.0\\.1:${port}: `));
  expect(hungUp.stderr).not.toContain(password);
});

test("a gateway that does not answer is not waited for any longer than it may take, nor past an abort", async () => {
  const gateway = await startWebServer(() => new Promise(() => {}));
  const proxy = { kind: "off" } as const;
  const push = { address: { description: "here", read: () => Promise.resolve(gateway.url) }, proxy };
  const { host } = new URL(gateway.url);
  await expect(pushMetrics(push, [runOf("app")], { patience: 50 })).rejects.toThrow(
    `${host}: The operation was aborted due to timeout`,
  );
  const abort = AbortSignal.abort(new Error("SIGTERM, twice"));
  await expect(pushMetrics(push, [runOf("app")], { abort })).rejects.toThrow("SIGTERM, twice");
});

test.each([
  ["nonsense hush-hush-5f1d0c", "is not an address; write http://host:9091"],
  ["ftp://ops:hush-hush-5f1d0c@x.org", "must begin with http:// or https://"],
  ["http://x.org:9091/?a=hush-hush-5f1d0c", "has a ? or # in it, which no Pushgateway takes"],
  ["http://x.org/metrics/job/", "must end with pairs of label and value, such as /metrics/job/NAME"],
  ["http://x.org/metrics/job/hr/site", "must end with pairs of label and value, such as /metrics/job/NAME"],
  [
    "http://x.org/metrics/job/hr/target/one",
    "must not have the label target: each target is put there by its own name",
  ],
  [
    "http://ops:hush-hush-5f1d0c@x.org",
    "has a password that would go through the network in the clear; write https://",
  ],
])("an address that cannot be pushed to is refused before anything is sent: %s", async (address, problem) => {
  const before = desk.sandbox.requests().total;
  for (const command of [["sync"], ["apply", "p.json"]])
    expect(await desk.run(...command, "--metrics-push", address)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `error: --metrics-push: the address ${problem}\n`,
    });
  expect(desk.sandbox.requests().total).toBe(before);
});

test("what is wrong with metrics is told with its place", async () => {
  const said = async (push: string) => {
    configure(`metrics: { push: ${push} }`);
    const { stderr } = await desk.run("validate");
    return stderr.replace(/^.*?metrics/, "metrics").trimEnd();
  };
  expect(await said('"http://x.org/metrics/job/hr/target/one"')).toBe(
    "metrics.push: must not have the label target: each target is put there by its own name",
  );
  expect(await said(`"https://ops:${password}@x.org"`)).toBe(
    "metrics.push: has a password, which does not stand in this file; write the whole address as ${env.NAME}",
  );
  expect(await said('"${env.NOT_SET_GATEWAY}"')).toContain(
    "metrics.push: the environment variable NOT_SET_GATEWAY",
  );
  const { stderr } = await desk.run("--quiet", "sync", "--only", "e1", "--metrics-push", "http://x.org");
  expect(stderr).toContain("cannot be used with option '--only");
});

test("values of labels are written so that they can be read back", () => {
  const target = 'a"b\\c\nd';
  const text = metricsText([runOf(target)]);
  expect(valueOf(text, "scimsync_last_run_operations", { target, kind: "groups_created" })).toBe(3);
  expect(valueOf(text, "scimsync_last_run_timestamp_seconds", { target })).toBe(1767323045.678);
  expect(valueOf(text, "scimsync_last_good_run_timestamp_seconds", { target })).toBe(0.001);
});

test("the reader of these tests is strict", () => {
  const head = "# HELP a b\n# TYPE a gauge\n";
  expect(readExposition(`${head}a{x="1"} 2\n`).get("a")?.samples).toEqual([{ labels: { x: "1" }, value: 2 }]);
  for (const bad of [
    `${head}a 1`,
    `${head}a 1\n\n`,
    `${head}${head}a 1\n`,
    `${head}a 1\na 1\n`,
    `${head}a{x="1",} 1\n`,
    `${head}a{x="1" y="2"} 1\n`,
    `${head}a{x="1",x="2"} 1\n`,
    `${head}a{x="\\q"} 1\n`,
    `${head}b 1\n`,
    "a 1\n",
  ])
    expect(() => readExposition(bad), bad).toThrow();
});
