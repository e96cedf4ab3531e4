import * as api from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { usualPaths } from "../../src/scim/endpoint-paths.ts";
import { routeOf } from "../../src/scim/recording/route.ts";
import { askedBy } from "../../src/telemetry/asked.ts";
import { flush } from "../../src/telemetry/flush.ts";
import { spanTrace } from "../../src/telemetry/span-trace.ts";

test.each([
  [{}, undefined],
  [{ OTEL_SERVICE_NAME: "x", OTEL_RESOURCE_ATTRIBUTES: "a=b", OTEL_EXPORTER_OTLP_ENDPOINT: " " }, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c" }, "traces metrics by OTEL_EXPORTER_OTLP_ENDPOINT"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_SDK_DISABLED: "TRUE" }, undefined],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_TRACES_EXPORTER: "none" },
    "metrics by OTEL_EXPORTER_OTLP_ENDPOINT",
  ],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c" }, "traces by OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
  [{ OTEL_METRICS_EXPORTER: "console" }, "metrics by OTEL_METRICS_EXPORTER"],
  [{ OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" }, undefined],
])("%j asks for %s", (environment, expected) => {
  const asked = askedBy(environment);
  const signals = (["traces", "metrics"] as const).filter((signal) => asked?.[signal] === true);
  expect(asked && `${signals.join(" ")} by ${asked.by}`).toBe(expected);
});

const own = { ...usualPaths, users: "/Accounts", groups: "/v2/Users" };
test.each([
  ["/Users?filter=userName%20eq%20%22ann%40x.org%22", usualPaths, "/Users"],
  ["/Users/ann%40x.org", usualPaths, "/Users/{id}"],
  ["/Users/.search", usualPaths, "/Users/.search"],
  ["/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", usualPaths, "/Schemas/{id}"],
  ["/Accounts/ann?attributes=id", own, "/Users/{id}"],
  ["/v2/Users/7", own, "/Groups/{id}"],
  ["/people/ann@x.org", usualPaths, "/{id}/{id}"],
])("the route of %s names nobody", (path, paths, route) => expect(routeOf(path, paths)).toBe(route));

function unreachable(): never {
  throw new Error("the process was ended");
}

describe("flush", () => {
  test("waits no longer than it may for whoever takes nothing, and lets the process end", async () => {
    let exits = 0;
    const ended = new Promise<void>((resolve) => {
      const exit = () => {
        exits += 1;
        resolve();
      };
      void flush(() => new Promise(() => {}), { patience: 10, exit }).then((failure) =>
        expect(failure?.message).toContain("nobody took it within"),
      );
    });
    // The wait for it does not keep the process alive; here something has to.
    const alive = setInterval(() => {}, 50);
    await ended;
    clearInterval(alive);
    expect(exits).toBe(1);
  });
  test("gives why it was refused, and leaves the process alone", async () => {
    expect(await flush(() => Promise.resolve(), { exit: unreachable })).toBeUndefined();
    const failure = await flush(() => Promise.reject(new Error("no")), { exit: unreachable });
    expect(failure?.message).toBe("no");
  });
});

test("of very many requests all are measured, and so many have a span as a tool can show", async () => {
  const spans: string[] = [];
  const durations: unknown[] = [];
  const trace = spanTrace({
    api,
    tracer: {
      startSpan(name: string) {
        spans.push(name);
        return api.trace.wrapSpanContext(api.INVALID_SPAN_CONTEXT);
      },
    } as unknown as api.Tracer,
    durations: { record: (value: number, tags: unknown) => durations.push([value, tags]) },
  });
  const request = { method: "GET", route: "/Users", host: "x.org", port: 443, startedAt: 1000, ms: 20 };
  await trace.during("run", {}, async () => {
    for (let n = 0; n < 2_100; n += 1) trace.request({ ...request, status: 200 });
    trace.request({ ...request, status: 429 });
    trace.request({ ...request, fault: "ECONNRESET" });
  });
  expect(spans.filter((name) => name === "GET /Users")).toHaveLength(2_002);
  expect(durations).toHaveLength(2_102);
  expect(durations.at(-1)).toEqual([
    0.02,
    {
      "http.request.method": "GET",
      "url.template": "/Users",
      "server.address": "x.org",
      "server.port": 443,
      "error.type": "ECONNRESET",
    },
  ]);
});
