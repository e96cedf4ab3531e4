import type { Meter } from "@opentelemetry/api";
import { type MeasuredRun, metrics } from "../report/metrics.ts";
import { exitCodes, exitName } from "../sync/exit-code.ts";
import type { Asked } from "./asked.ts";
import { flush } from "./flush.ts";
import { spanTrace } from "./span-trace.ts";
import { noTelemetry, type Telemetry } from "./telemetry.ts";

const whatToCheck = "check what the variables say that begin with OTEL_EXPORTER_";

export interface OpenTelemetryOptions {
  readonly asked: Asked;
  /** Of the program. */
  readonly version: string;
  /** Told what could not be sent, and why. */
  readonly warn: (message: string) => void;
}

/**
 * Sends spans and metrics as the standard variables of OpenTelemetry in the environment of the process say. Where its packages
 * are not there, or it cannot begin, nobody watches, and `warn` is told.
 */
export async function openTelemetry(options: OpenTelemetryOptions): Promise<Telemetry> {
  const { asked, warn } = options;
  const packages = await load();
  if (packages === undefined) {
    warn(
      `${asked.by} asks for telemetry, which needs packages that are not there, or do not load; beside scimsync, type: npm install @opentelemetry/api @opentelemetry/sdk-node`,
    );
    return noTelemetry;
  }
  try {
    return begin(packages, options);
  } catch (error) {
    warn(`telemetry could not begin: ${withoutLogin(error)}; ${whatToCheck}`);
    return noTelemetry;
  }
}

type Packages = NonNullable<Awaited<ReturnType<typeof load>>>;

async function load() {
  try {
    const [api, sdk] = await Promise.all([import("@opentelemetry/api"), import("@opentelemetry/sdk-node")]);
    return { api, sdk };
  } catch {
    return undefined;
  }
}

function begin({ api, sdk }: Packages, { asked, version, warn }: OpenTelemetryOptions): Telemetry {
  let trouble: string | undefined;
  sdk.core.setGlobalErrorHandler((error) => (trouble ??= withoutLogin(error)));
  const { defaultResource, resourceFromAttributes, envDetector, hostDetector } = sdk.resources;
  const ours = resourceFromAttributes({ "service.name": "scimsync", "service.version": version });
  const node = new sdk.NodeSDK({
    // What the environment says of the service comes after, and wins.
    resource: defaultResource().merge(ours),
    // That of the process would tell the command line, in which keys of people may stand.
    resourceDetectors: [envDetector, hostDetector],
    // Providers of SCIM are strangers: none is told of our traces.
    textMapPropagator: null,
    logRecordProcessors: [],
    ...(!asked.traces && { spanProcessors: [] }),
    ...(!asked.metrics && { metricReaders: [] }),
  });
  node.start();
  const meter = api.metrics.getMeter("scimsync", version);
  const tracer = api.trace.getTracer("scimsync", version);
  const trace = spanTrace({ api, tracer, durations: durationsOf(meter) });
  return {
    trace,
    measure: (runs) => measure(meter, runs),
    async watch(command, work) {
      try {
        return await trace.during(`scimsync ${command}`, {}, async () => {
          const exitCode = await work();
          trace.add({ "scimsync.exit_code": exitCode });
          if (exitCode !== exitCodes.done) trace.fail(exitName(exitCode));
          return exitCode;
        });
      } finally {
        const failure = await flush(() => node.shutdown());
        const why = failure === undefined ? trouble : (trouble ?? withoutLogin(failure));
        if (why !== undefined) warn(`not all telemetry was delivered: ${why}; ${whatToCheck}`);
      }
    },
  };
}

function durationsOf(meter: Meter) {
  return meter.createHistogram("http.client.request.duration", {
    unit: "s",
    description: "Duration of requests to service providers, each repeat for itself.",
    // As the conventions for HTTP have it.
    advice: {
      explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    },
  });
}

function measure(meter: Meter, runs: readonly MeasuredRun[]): void {
  for (const { name, help, samples } of metrics) {
    const unit = name.endsWith("_seconds") ? { unit: "s" } : {};
    const gauge = meter.createGauge(name, { description: help, ...unit });
    for (const run of runs)
      for (const { labels, value } of samples(run))
        gauge.record(value, { target: run.report.target, ...labels });
  }
}

/** What went wrong, without credentials that may stand in an address. */
function withoutLogin(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\/\/[^/\s]*@/g, "//•••@").slice(0, 300);
}
