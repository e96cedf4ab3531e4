import type { Clock } from "../../clock.ts";
import type { Reply } from "../exchange.ts";
import { Refusal } from "../refusal.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** Milliseconds that a write takes where it matters what else is under way. */
const taken = 10;

/**
 * Does a write at a service that does not bear many at once; any other service does it at once. Throws `Refusal`, or
 * gives a reply that never comes, and then nothing was done.
 */
export async function amongWrites(
  provider: ServiceProvider,
  method: string,
  clock: Clock,
  work: () => Reply,
): Promise<Reply> {
  const resets = provider.has("resetsParallelWrites");
  const locks = provider.has("lockedParallelWrites");
  if (method === "GET" || (!resets && !locks)) return work();
  const { underWay } = provider;
  if (resets && underWay.writes >= 4) return { status: 0, lost: true };
  if (locks && underWay.writes >= 2) throw new Refusal(500, "database is locked");
  underWay.writes += 1;
  try {
    await clock.sleep(taken);
    return work();
  } finally {
    underWay.writes -= 1;
  }
}
