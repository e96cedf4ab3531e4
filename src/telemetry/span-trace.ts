import type * as OpenTelemetry from "@opentelemetry/api";
import type { Tags, Trace, TracedRequest } from "../trace.ts";

/** Requests that go well beyond this number are measured and have no span: no tool shows a trace of a million. */
const mostSpans = 2_000;

export interface SpanTraceParts {
  readonly api: Pick<typeof OpenTelemetry, "ROOT_CONTEXT" | "SpanKind" | "SpanStatusCode" | "trace">;
  readonly tracer: OpenTelemetry.Tracer;
  /** In seconds. */
  readonly durations: OpenTelemetry.Histogram;
}

/** A trace whose spans are those of OpenTelemetry, named by its conventions for HTTP clients. */
export function spanTrace({ api, tracer, durations }: SpanTraceParts): Trace {
  const open: OpenTelemetry.Span[] = [];
  const shown = { good: 0, bad: 0 };

  function begin(name: string, options: OpenTelemetry.SpanOptions): OpenTelemetry.Span {
    const parent = open.at(-1);
    const context = parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpan(api.ROOT_CONTEXT, parent);
    return tracer.startSpan(name, options, context);
  }
  function fail(span: OpenTelemetry.Span | undefined, code: string): void {
    span?.setStatus({ code: api.SpanStatusCode.ERROR });
    span?.setAttribute("error.type", code);
  }
  return {
    async during(name, tags, work) {
      const span = begin(name, { attributes: tags });
      open.push(span);
      try {
        return await work();
      } catch (error) {
        fail(span, codeOf(error));
        throw error;
      } finally {
        open.pop();
        span.end();
      }
    },
    add: (tags) => void open.at(-1)?.setAttributes(tags),
    fail: (code) => fail(open.at(-1), code),
    request(request) {
      const tags = tagsOf(request);
      durations.record(request.ms / 1000, tags);
      const isBad = "error.type" in tags;
      const kind = isBad ? "bad" : "good";
      if (shown[kind] >= mostSpans) return;
      shown[kind] += 1;
      const span = begin(`${request.method} ${request.route}`, {
        kind: api.SpanKind.CLIENT,
        startTime: request.startedAt,
        attributes: tags,
      });
      if (isBad) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end(request.startedAt + request.ms);
    },
  };
}

function tagsOf({ method, route, host, port, status, fault }: TracedRequest): Tags {
  return {
    "http.request.method": method,
    "url.template": route,
    "server.address": host,
    "server.port": port,
    ...(status !== undefined && { "http.response.status_code": status }),
    ...(status === undefined
      ? { "error.type": fault ?? "_OTHER" }
      : status >= 400 && { "error.type": String(status) }),
  };
}

/** Messages may name people; codes and names of classes do not. */
function codeOf(error: unknown): string {
  const { reason, code, name } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return (
    [reason, code, name].find((one) => typeof one === "string" && /^\w{1,64}$/.test(one))?.toString() ??
    "_OTHER"
  );
}
