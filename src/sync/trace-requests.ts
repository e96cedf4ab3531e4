import type { TargetConfig } from "../config/config.ts";
import { harEntry } from "../scim/recording/har.ts";
import type { Exchange, RecordExchange } from "../scim/recording/recording.ts";
import { namesToHide } from "../scim/recording/redact.ts";
import { routeOf } from "../scim/recording/route.ts";
import type { TracedRequest } from "../trace.ts";
import type { RunContext } from "./run-context.ts";

/** Who is told of each request to a target: a recording, a trace, both, or nobody. */
export function listenerOf(
  { record, trace }: Pick<RunContext, "record" | "trace">,
  config: TargetConfig,
): RecordExchange | undefined {
  if (record === undefined && trace === undefined) return undefined;
  const hidden = namesToHide(config.users.template.secret ?? []);
  return (exchange) => {
    trace?.request(tracedRequest(exchange, config));
    record?.(harEntry(exchange, hidden));
  };
}

function tracedRequest({ startedAt, ms, request, outcome }: Exchange, config: TargetConfig): TracedRequest {
  const { protocol, hostname, port } = new URL(config.baseUrl);
  return {
    method: request.method,
    route: routeOf(request.path, config.profile.endpoint.paths),
    host: hostname,
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    startedAt,
    ms,
    ...("status" in outcome ? { status: outcome.status } : { fault: faultOf(outcome) }),
  };
}

/** A code, since messages may hold what a provider said of somebody. */
function faultOf(error: Error): string {
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? code : error.name;
}
