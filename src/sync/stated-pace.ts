import type { Limits } from "../scim/pace/limits.ts";
import { isLimited } from "../scim/pace/rate-rule.ts";
import { type Cost, requestsOf } from "./request-cost.ts";

/** Milliseconds that requests take at the limits of the target as they are stated; undefined where none is. */
export function statedMs(
  { requestsPerSecond, rates = [] }: Pick<Limits, "requestsPerSecond" | "rates">,
  costs: readonly Cost[],
): number | undefined {
  const spans = rates
    // A quota of each single group binds none of the others.
    .filter(({ perResource }) => perResource !== true)
    .map((rule) => {
      const counted = requestsOf(costs.filter(({ method, path }) => isLimited(rule, { method, path })));
      return (counted / rule.requests) * rule.every;
    });
  const plain = requestsPerSecond === undefined ? [] : [(requestsOf(costs) * 1000) / requestsPerSecond];
  return spans.length + plain.length === 0 ? undefined : Math.max(...plain, ...spans);
}
