import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { metrics } from "../../src/report/metrics.ts";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import { makeDirectory } from "../cli/directory.ts";
import { openWorkspace, type Workspace } from "../cli/workspace.ts";
import { type Collector, type ReceivedSpan, startCollector } from "./otlp.ts";

let workspace: Workspace;
afterEach(() => workspace.close());

async function watchedWorkspace(latency = 0): Promise<Collector> {
  const collector = await startCollector();
  workspace = await openWorkspace({ latency });
  workspace.writeDirectory(makeDirectory(latency > 0 ? 24 : 8, 2));
  workspace.writeConfig({
    limits: "{ concurrency: 2 }",
    auth: '{ token: "${env.SCIM_TOKEN}", expires: 2099-03-01 }',
  });
  workspace.env = { ...workspace.env, ...collector.env };
  return collector;
}

/** Spans below one another, as `run > target > push`; requests by their kind. */
function treeOf(spans: readonly ReceivedSpan[]): readonly string[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const pathOf = ({ name, parent }: ReceivedSpan): string => {
    const above = byId.get(parent);
    return above === undefined ? name : `${pathOf(above)} > ${name}`;
  };
  return [...new Set(spans.map(pathOf))].toSorted();
}

const named = (spans: readonly ReceivedSpan[], name: string) => spans.find((span) => span.name === name);

describe("OpenTelemetry by the standard's variables", () => {
  test("a sync is a trace with its requests, and has the numbers of the report; nobody is named in it", async () => {
    const collector = await watchedWorkspace();
    const headers: string[] = [];
    const hear = (message: unknown): void => {
      const { request } = message as { readonly request: IncomingMessage };
      if (request.url?.startsWith("/scim/") === true) headers.push(...Object.keys(request.headers));
    };
    subscribe("http.server.request.start", hear);
    onTestFinished(() => void unsubscribe("http.server.request.start", hear));
    workspace.env["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test";
    const { code, stdout, stderr } = await workspace.runApart("sync", "--json", "--quiet", "--verify", "3");
    expect([code, stderr]).toEqual([0, ""]);
    const [report] = JSON.parse(stdout).runs;
    const spans = collector.spans();

    const requests = spans.filter(({ kind }) => kind === 3);
    const run = "scimsync sync";
    const target = `${run} > target app`;
    expect(treeOf(spans.filter(({ kind }) => kind !== 3))).toEqual(
      [
        run,
        `${run} > read source`,
        target,
        `${target} > plan`,
        `${target} > push`,
        `${target} > verify`,
      ].toSorted(),
    );
    expect(treeOf(spans)).toEqual(
      expect.arrayContaining([
        `${target} > push > POST /Users`,
        `${target} > push > POST /Groups`,
        `${target} > verify > GET /Users/{id}`,
      ]),
    );
    expect(new Set(spans.map(({ trace }) => trace)).size).toBe(1);
    expect(named(spans, run)?.attributes).toEqual({ "scimsync.exit_code": 0 });
    expect(named(spans, run)?.resource).toMatchObject({
      "service.name": "scimsync",
      "service.version": expect.stringMatching(/^\d/) as string,
      "deployment.environment.name": "test",
      "host.name": expect.any(String) as string,
    });
    expect(named(spans, "read source")?.attributes).toEqual({
      "scimsync.source.users": 8,
      "scimsync.source.groups": 2,
      "scimsync.source.memberships": report.source.memberships,
    });
    expect(named(spans, "target app")?.attributes).toEqual({
      "scimsync.target": "app",
      "scimsync.mode": "sync",
      "scimsync.run": report.runId,
      "scimsync.exit_code": 0,
      "scimsync.failed": 0,
      "scimsync.held": 0,
      "scimsync.requests": report.requests.total,
    });

    const { hostname, port } = new URL(workspace.sandbox.url);
    expect(requests).toHaveLength(report.requests.total);
    for (const { name, attributes, failed } of requests) {
      const status = attributes["http.response.status_code"] as number;
      expect(attributes).toEqual({
        "http.request.method": name.split(" ")[0],
        "url.template": name.split(" ")[1],
        "server.address": hostname,
        "server.port": Number(port),
        "http.response.status_code": status,
        ...(status >= 400 && { "error.type": String(status) }),
      });
      expect(failed).toBe(status >= 400);
    }
    const posts = requests.filter(({ name, failed }) => name === "POST /Users" && !failed);
    expect(posts).toHaveLength(8);

    const received = collector.metrics();
    expect(received.map(({ name }) => name).toSorted()).toEqual(
      [...metrics.map(({ name }) => name), "http.client.request.duration"].toSorted(),
    );
    const operations = received.find(({ name }) => name === "scimsync_last_run_operations");
    expect(operations?.points).toContainEqual({ attributes: { target: "app", kind: "created" }, value: 8 });
    const durations = received.find(({ name }) => name === "http.client.request.duration");
    expect(durations?.unit).toBe("s");
    const counted = durations!.points.reduce((sum, { value }) => sum + value, 0);
    expect(counted).toBe(report.requests.total);

    const all = collector.came.map(({ body }) => body).join("\n");
    const accounts = workspace.sandbox.users().map(({ id }) => id as string);
    for (const secret of [
      workspace.sandbox.token,
      "example.com",
      "First",
      "Last",
      "e00001",
      "Team",
      ...accounts,
    ])
      expect(all, secret).not.toContain(secret);
    expect(all).not.toMatch(/filter|process\.command/);
    // Services are not told of traces.
    expect(headers).toContain("authorization");
    expect(headers).not.toContain("traceparent");
  });

  test("a run that is stopped, and one whose source is refused, are sent before the process ends", async () => {
    const collector = await watchedWorkspace(30);
    const running = workspace.start("sync", "--quiet");
    while (workspace.sandbox.users().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    workspace.sandbox.setFaults([parseFault("429:1:300")]);
    const isRefused = () => workspace.sandbox.requests().requests.some(({ status }) => status === 429);
    while (!isRefused()) await new Promise((resolve) => setTimeout(resolve, 5));
    running.kill("SIGTERM");
    expect((await running.done).code).toBe(130);
    const stopped = collector.spans();
    expect(named(stopped, "target app")).toMatchObject({
      failed: true,
      attributes: { "error.type": "interrupted", "scimsync.exit_code": 130 },
    });
    expect(named(stopped, "scimsync sync")).toMatchObject({ failed: true });
    expect(named(stopped, "POST /Users")).toMatchObject({ failed: false });
    expect(stopped.filter(({ attributes }) => attributes["error.type"] === "429")).toContainEqual(
      expect.objectContaining({ name: "POST /Users", failed: true }),
    );
    workspace.sandbox.setFaults([]);

    workspace.write("people.csv", "employee_id,email\nbroken");
    const before = collector.spans().length;
    expect((await workspace.runApart("sync", "--quiet")).code).toBe(5);
    const refused = collector.spans().slice(before);
    expect(treeOf(refused)).toEqual(["scimsync sync", "scimsync sync > read source"]);
    for (const span of refused)
      expect(span).toMatchObject({ failed: true, attributes: { "error.type": "source" } });
  });
});
