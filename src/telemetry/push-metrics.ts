import { type MetricsPush, readPushGateway } from "../config/push-gateway.ts";
import { type MeasuredRun, metricsText } from "../report/metrics.ts";
import { openTransport } from "../scim/connection/transport.ts";
import { basic } from "../scim/credentials/authorization.ts";

export interface PushOptions {
  /** Aborted to end it at once. */
  readonly abort?: AbortSignal | undefined;
  /** Milliseconds for all runs together. */
  readonly patience?: number;
}

/**
 * Puts the metrics of each run to a Prometheus Pushgateway, in a group of its target's own, so that a run of one target leaves
 * the numbers of the others alone. Rejects when an answer is not of the 200s, or not all is there within ten seconds;
 * no message shows more of the address than its host. Redirects are not followed.
 */
export async function pushMetrics(
  { address, proxy }: MetricsPush,
  runs: readonly MeasuredRun[],
  { abort, patience = 10_000 }: PushOptions = {},
): Promise<void> {
  const { gateway, problem } = readPushGateway(await address.read());
  if (gateway === undefined) throw new Error(`the address in ${address.description} ${problem}`);
  const { url, host, login } = gateway;
  const transport = openTransport({
    baseUrl: url,
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    encode: String,
    headers: {
      accept: "*/*",
      "user-agent": "scimsync",
      ...(login !== undefined && { authorization: basic(login.username, login.password) }),
    },
    connections: 1,
    timeout: patience,
    connection: { proxy },
  });
  const timeout = AbortSignal.timeout(patience);
  const signal = abort === undefined ? timeout : AbortSignal.any([timeout, abort]);
  try {
    for (const run of runs) {
      const path = `/target/${run.report.target}`;
      const { status, text } = await transport.send(
        { method: "PUT", path, body: metricsText([run]) },
        signal,
      );
      if (status < 200 || status > 299)
        throw new Error(`${host} answers ${status} ${text.slice(0, 200)}`.trim());
    }
  } finally {
    await transport.close();
  }
}
