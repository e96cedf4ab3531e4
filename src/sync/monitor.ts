import type { TargetConfig } from "../config/config.ts";
import { stageOf } from "../config/expiry.ts";
import { expiryText } from "../config/expiry-text.ts";
import type { SeenHolder } from "../store/lock.ts";
import type { RunRecord } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import type { TargetCounts } from "../store/target-store.ts";
import { exitCodes } from "./exit-code.ts";
import type { RunReport } from "./report.ts";

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
  /** That no run got through for too long, in words. */
  readonly missing?: string;
  /** Milliseconds until its credentials end, less than 0 when they did; undefined when nobody knows. */
  readonly endsIn?: number;
  /** Accounts and groups that need somebody, by why. */
  readonly attention: Readonly<Record<string, number>>;
}

/** What the state file has of a target, for a judgement. */
export interface Seen {
  /** The latest first, not all of them. */
  readonly runs: readonly RunRecord[];
  readonly counts: TargetCounts;
  /** The latest run is not over: somebody holds the state file since before it began. */
  readonly isGoingOn: boolean;
}

export interface WatchOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds. */
  readonly maxAge: number;
}

type WatchedTarget = Pick<TargetConfig, "id" | "expiries">;

/** Runs that did all they could. */
export const gotThrough: ReadonlySet<number> = new Set([exitCodes.done, exitCodes.failures, exitCodes.held]);
const troubles = ["failed", "quarantined", "givenUp", "rejected", "held", "missing"] as const;

export function seenOf(
  store: Pick<Store, "runs" | "targets">,
  target: string,
  holder: SeenHolder | undefined,
): Seen {
  const runs = store.runs.latest(target, 100);
  const [last] = runs;
  const isOpen = last !== undefined && last.exitCode === undefined;
  return {
    runs,
    counts: store.targets.counts(target),
    isGoingOn: isOpen && holder !== undefined && holder.since <= last.startedAt,
  };
}

/**
 * Judges a target by the state file and the config alone: critical when no run got through for longer than `maxAge`, or its
 * credentials ended.
 */
export function judge(seen: Seen, target: WatchedTarget, options: WatchOptions): Watched {
  const { now } = options;
  const attention = troublesOf(seen.counts);
  const good = lastThrough(seen.runs);
  const age = good === undefined ? undefined : now - good.startedAt;
  const byRuns = judgeRuns(seen, age, { attention, ...options });
  const byExpiry = judgeExpiries(target, now);
  const said = byRuns.verdict === "ok" ? [] : [byRuns.says];
  const [first] = target.expiries ?? [];
  return {
    target: target.id,
    verdict: gravest([byRuns.verdict, ...byExpiry.map(({ verdict }) => verdict)]),
    says: [...said, ...byExpiry.map(({ says }) => says)].join("; ") || byRuns.says,
    ...(age !== undefined && { age }),
    ...(byRuns.verdict === "critical" && { missing: byRuns.says }),
    ...(first !== undefined && { endsIn: first.at - now }),
    attention,
  };
}

/** The last run that did all it could. */
export function lastThrough(runs: readonly RunRecord[]): RunRecord | undefined {
  return runs.find(({ exitCode }) => exitCode !== undefined && gotThrough.has(exitCode));
}

type Judgement = Pick<Watched, "verdict" | "says">;

function judgeRuns(
  { runs, isGoingOn }: Seen,
  age: number | undefined,
  { attention, maxAge }: Pick<Watched, "attention"> & Pick<WatchOptions, "maxAge">,
): Judgement {
  const [last] = isGoingOn ? runs.slice(1) : runs;
  if (last === undefined)
    return { verdict: "unknown", says: isGoingOn ? "its first run is going on" : "never run" };
  if (age === undefined || age > maxAge) {
    const says = age === undefined ? "no run ever got through" : "no run got through for too long";
    return { verdict: "critical", says: `${says}; the last one ${endOf(last)}` };
  }
  if (last.exitCode !== undefined && !gotThrough.has(last.exitCode))
    return { verdict: "warning", says: `the last run ${endOf(last)}` };
  const needs = needsText(attention);
  return needs === "" ? { verdict: "ok", says: "in order" } : { verdict: "warning", says: needs };
}

function judgeExpiries({ expiries = [] }: WatchedTarget, now: number): readonly Judgement[] {
  return expiries.flatMap((expiry) => {
    const stage = stageOf(expiry, now);
    if (stage === "good") return [];
    return [
      { verdict: stage === "expired" ? "critical" : "warning", says: expiryText(expiry, now) } as const,
    ];
  });
}

function endOf(run: RunRecord): string {
  if (run.exitCode === undefined) return "did not end";
  const reason = errorOf(run)?.reason;
  return `ended with exit code ${run.exitCode}${reason === undefined ? "" : ` (${reason})`}`;
}

/** Why a run could not work with the target. */
export function errorOf({ report }: RunRecord): RunReport["error"] {
  return report === undefined ? undefined : (JSON.parse(report) as RunReport).error;
}

/** A reason for attention as people read it. */
export function wordOf(reason: string): string {
  if (reason === "givenUp") return "given up";
  return reason === "expiring" ? "to be deleted" : reason;
}

function troublesOf({ attention }: Pick<TargetCounts, "attention">): Readonly<Record<string, number>> {
  const found = troubles.map((reason) => [reason, attention[reason] ?? 0] as const);
  return Object.fromEntries(found.filter(([, n]) => n > 0));
}

/** `3 failed, 1 held`: who needs somebody; empty when nobody does. */
export function needsText(attention: TargetCounts["attention"]): string {
  return Object.entries(troublesOf({ attention }))
    .map(([reason, n]) => `${n} ${wordOf(reason)}`)
    .join(", ");
}

/** The gravest first. */
export const byGravity: readonly Verdict[] = ["critical", "unknown", "warning", "ok"];

/** The gravest of them. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  return byGravity.find((verdict) => verdicts.includes(verdict)) ?? "ok";
}
