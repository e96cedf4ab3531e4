import { type Came, startWebServer } from "../support/web-server.ts";

type Value = string | number | boolean;
type Attributes = Readonly<Record<string, Value>>;

export interface ReceivedSpan {
  readonly name: string;
  readonly id: string;
  readonly parent: string;
  readonly trace: string;
  /** 3 is that of a client. */
  readonly kind: number;
  readonly failed: boolean;
  readonly ms: number;
  readonly attributes: Attributes;
  readonly resource: Attributes;
}

export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly { readonly attributes: Attributes; readonly value: number }[];
}

/** A collector on loopback that takes OTLP as JSON over HTTP. */
export interface Collector {
  readonly env: Readonly<Record<string, string>>;
  readonly came: readonly Came[];
  spans(): readonly ReceivedSpan[];
  metrics(): readonly ReceivedMetric[];
}

// oxlint-disable-next-line typescript/no-explicit-any -- JSON as it came
type Loose = any;

export async function startCollector(): Promise<Collector> {
  const { url, came } = await startWebServer(() => ({ status: 200 }));
  const bodies = (path: string): Loose[] =>
    came.filter((one) => one.path === path).map(({ body }) => JSON.parse(body));
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" },
    came,
    spans: () => bodies("/v1/traces").flatMap(({ resourceSpans }) => resourceSpans.flatMap(spansOf)),
    metrics: () =>
      bodies("/v1/metrics").flatMap(({ resourceMetrics }) =>
        resourceMetrics.flatMap(({ scopeMetrics }: Loose) =>
          scopeMetrics.flatMap(({ metrics }: Loose) => metrics.map(metricOf)),
        ),
      ),
  };
}

function spansOf({ resource, scopeSpans }: Loose): readonly ReceivedSpan[] {
  return scopeSpans.flatMap(({ spans }: Loose) =>
    spans.map((span: Loose) => ({
      name: span.name,
      id: span.spanId,
      parent: span.parentSpanId ?? "",
      trace: span.traceId,
      kind: span.kind,
      failed: span.status.code === 2,
      ms: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
      attributes: attributesOf(span.attributes),
      resource: attributesOf(resource.attributes),
    })),
  );
}

function metricOf({ name, unit, gauge, histogram }: Loose): ReceivedMetric {
  const points = (gauge ?? histogram).dataPoints.map((point: Loose) => ({
    attributes: attributesOf(point.attributes),
    value: Number(point.asDouble ?? point.asInt ?? point.count),
  }));
  return { name, unit, points };
}

function attributesOf(list: Loose[]): Attributes {
  return Object.fromEntries(
    list.map(({ key, value }) => [
      key,
      value.stringValue ?? value.boolValue ?? Number(value.intValue ?? value.doubleValue),
    ]),
  );
}
