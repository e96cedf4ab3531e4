import type { Problem } from "../errors.ts";
import { errorAt, type Finding } from "./finding.ts";
import type { MetricsWritten } from "./metrics-schema.ts";
import { toProxyRules } from "./proxy-rules.ts";
import { type MetricsPush, readPushGateway } from "./push-gateway.ts";
import { secretFindings, type SecretSurroundings } from "./secret-rules.ts";
import { createSecret } from "./secret.ts";
import { ENVIRONMENT_SECRET } from "./secret-schema.ts";

const path = ["metrics", "push"] as const;

/** What is wrong with `metrics`. */
export async function metricsFindings(
  written: MetricsWritten | undefined,
  surroundings: SecretSurroundings,
): Promise<readonly Finding[]> {
  if (written === undefined) return [];
  const { push } = written;
  if (!isLiteral(push)) return secretFindings(path, push, surroundings);
  const { gateway, problem } = readPushGateway(push);
  if (problem !== undefined) return [errorAt(path, problem)];
  const hint = "has a password, which does not stand in this file; write the whole address as ${env.NAME}";
  return gateway.login === undefined ? [] : [errorAt(path, hint)];
}

/** Takes for granted that nothing was found wrong. `place` of `metrics.push`, for messages. */
export function toMetricsPush(
  { push }: MetricsWritten,
  surroundings: SecretSurroundings & { readonly place: Omit<Problem, "message"> },
): MetricsPush {
  // As HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.
  const proxy = toProxyRules(undefined, surroundings);
  if (isLiteral(push))
    return { proxy, address: { description: path.join("."), read: () => Promise.resolve(push) } };
  return { proxy, address: createSecret(push, { ...surroundings, form: "header" }) };
}

function isLiteral(push: MetricsWritten["push"]): push is string {
  return typeof push === "string" && !ENVIRONMENT_SECRET.test(push);
}
