import type { Store } from "../store/store.ts";
import { exitCodes } from "./exit-code.ts";

/** As monitoring plugins have it: their exit codes are 0, 1, 2 and 3. */
export type Verdict = "ok" | "warning" | "critical" | "unknown";

/** How a target looks to somebody who watches it from outside. */
export interface Watched {
  readonly target: string;
  readonly verdict: Verdict;
  /** A few words. */
  readonly says: string;
  /** Milliseconds since a run last got through, some failures or held removals included; undefined: never. */
  readonly age?: number;
  /** Accounts and groups that need somebody, by why. */
  readonly attention: Readonly<Record<string, number>>;
}

/** Runs that did all they could. */
export const gotThrough: ReadonlySet<number> = new Set([exitCodes.done, exitCodes.failures, exitCodes.held]);
const troubles = ["failed", "quarantined", "givenUp", "rejected", "held", "missing"] as const;

/** Judges a target by the state file alone: critical when no run got through for longer than `maxAge` milliseconds. */
export function watch(
  store: Pick<Store, "runs" | "targets">,
  target: string,
  { now, maxAge }: { readonly now: number; readonly maxAge: number },
): Watched {
  const runs = store.runs.latest(target, 100);
  const [last] = runs;
  const good = runs.find(({ exitCode }) => exitCode !== undefined && gotThrough.has(exitCode));
  const attention = troublesOf(store, target);
  const about = { target, attention };
  if (last === undefined) return { ...about, verdict: "unknown", says: "never run" };
  const age = good === undefined ? undefined : now - good.startedAt;
  const seen = { ...about, ...(age !== undefined && { age }) };
  if (age === undefined || age > maxAge) {
    const ended = last.exitCode === undefined ? "did not end" : `ended with exit code ${last.exitCode}`;
    const says = age === undefined ? "no run ever got through" : "no run got through for too long";
    return { ...seen, verdict: "critical", says: `${says}; the last one ${ended}` };
  }
  const code = last.exitCode ?? exitCodes.done;
  if (!gotThrough.has(code))
    return { ...seen, verdict: "warning", says: `the last run ended with exit code ${code}` };
  const some = Object.entries(attention).map(([reason, n]) => `${n} ${reason}`);
  return some.length === 0
    ? { ...seen, verdict: "ok", says: "in order" }
    : { ...seen, verdict: "warning", says: some.join(", ") };
}

function troublesOf(store: Pick<Store, "targets">, target: string): Readonly<Record<string, number>> {
  const { attention } = store.targets.counts(target);
  const found = troubles.map((reason) => [reason, attention[reason] ?? 0] as const);
  return Object.fromEntries(found.filter(([, n]) => n > 0));
}

const order: readonly Verdict[] = ["critical", "unknown", "warning", "ok"];

/** The gravest of them. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  return order.find((verdict) => verdicts.includes(verdict)) ?? "ok";
}
