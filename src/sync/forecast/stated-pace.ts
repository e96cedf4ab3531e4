import { type Ahead, countAhead } from "../../scim/pace/ahead.ts";
import type { Limits } from "../../scim/pace/limits.ts";
import { isLimited } from "../../scim/pace/rate-rule.ts";

/** Milliseconds that requests take at the limits of the target as they are stated; undefined where none is. */
export function statedMs(
  { requestsPerSecond, rates = [] }: Pick<Limits, "requestsPerSecond" | "rates">,
  costs: readonly Ahead[],
): number | undefined {
  const spans = rates
    // A quota of each single group binds none of the others.
    .filter(({ perResource }) => perResource !== true)
    .map((rule) => {
      const counted = countAhead(costs.filter((one) => isLimited(rule, one)));
      return (counted / rule.requests) * rule.every;
    });
  const plain = requestsPerSecond === undefined ? [] : [(countAhead(costs) * 1000) / requestsPerSecond];
  return spans.length + plain.length === 0 ? undefined : Math.max(...plain, ...spans);
}
