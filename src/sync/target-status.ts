import { isoTime } from "../clock.ts";
import type { TargetConfig } from "../config/config.ts";
import { type ExpirySource, stageOf } from "../config/expiry.ts";
import type { SeenHolder } from "../store/lock.ts";
import type { RunRecord } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import { errorOf, judge, lastThrough, seenOf, type Watched, type WatchOptions } from "./monitor.ts";

/** How a target stands, by the state file and the config. */
export interface TargetStatus extends Pick<Watched, "target" | "verdict" | "says"> {
  readonly accounts: Readonly<Record<string, number>>;
  readonly attention: Readonly<Record<string, number>>;
  /** ISO 8601, by reason for attention: since when the oldest is. */
  readonly oldest: Readonly<Record<string, string>>;
  /** Records that failed and are tried again; absent when there are none. */
  readonly retries?: RetriesStatus;
  /** Accounts and groups that were there before us, and were taken over. */
  readonly adopted: Readonly<Record<"users" | "groups", number>>;
  /** Groups of which nothing is sent, because somebody said so; absent when there are none. */
  readonly paused?: number;
  /** Accounts and groups that do not keep something that was sent again and again. */
  readonly notSticky: number;
  /** ISO 8601, since when rebuilt links wait to be confirmed. */
  readonly unconfirmedSince?: string;
  /** When its credentials end, the first end first; absent when nobody knows. */
  readonly expiries?: readonly ExpiryStatus[];
  readonly lastRun: RunSummary | null;
  /** ISO 8601, of the last run that did all it could, some failures or held removals included; absent when there is none. */
  readonly lastThroughAt?: string;
  /** ISO 8601, of the last run that ended with exit code 0. */
  readonly lastGoodRunAt: string | null;
}

export interface RetriesStatus {
  readonly inNextRun: number;
  readonly later: number;
  /** ISO 8601, of the first of those that are tried later; null when there are none. */
  readonly nextAt: string | null;
}

export interface ExpiryStatus {
  /** ISO 8601. */
  readonly at: string;
  /** The key of the config by which it is known. */
  readonly source: ExpirySource;
  readonly state: "good" | "soon" | "expired";
}

export interface RunSummary {
  readonly runId: string;
  readonly mode: string;
  readonly startedAt: string;
  /** Null when it did not end. */
  readonly exitCode: number | null;
  /** It is not over yet. */
  readonly isGoingOn?: true;
  /** Why the target as a whole could not be worked with. */
  readonly error?: { readonly reason: string; readonly message: string };
}

export function targetStatus(
  store: Store,
  config: Pick<TargetConfig, "id" | "expiries">,
  { holder, ...options }: WatchOptions & { readonly holder: SeenHolder | undefined },
): TargetStatus {
  const { id, expiries = [] } = config;
  const seen = seenOf(store, id, holder);
  const { runs, counts } = seen;
  const [last] = runs;
  const { unconfirmedSince } = store.targets.target(id) ?? {};
  const retries = retriesOf(store, id, options.now);
  const paused = store.groupWords.paused(id, 0).count;
  const good = runs.find(({ exitCode }) => exitCode === 0);
  const through = lastThrough(runs);
  const { target, verdict, says } = judge(seen, config, options);
  return {
    target,
    verdict,
    says,
    accounts: { ...counts.links, "user pending": store.targets.countPending(id) },
    attention: counts.attention,
    oldest: Object.fromEntries(
      Object.entries(counts.oldest).map(([reason, since]) => [reason, isoTime(since)]),
    ),
    ...(retries !== undefined && { retries }),
    adopted: store.targets.countAdopted(id),
    ...(paused > 0 && { paused }),
    notSticky: store.targets.countNotSticky(id),
    ...(unconfirmedSince !== undefined && { unconfirmedSince: isoTime(unconfirmedSince) }),
    ...(expiries.length > 0 && { expiries: expiries.map((expiry) => expiryStatus(expiry, options.now)) }),
    lastRun: last === undefined ? null : summaryOf(last, seen.isGoingOn),
    ...(through !== undefined && { lastThroughAt: isoTime(through.startedAt) }),
    lastGoodRunAt: good === undefined ? null : isoTime(good.startedAt),
  };
}

function retriesOf(store: Store, target: string, now: number): RetriesStatus | undefined {
  const { due, later, nextAt } = store.targets.retries(target, now);
  if (due + later === 0) return undefined;
  return { inNextRun: due, later, nextAt: nextAt === undefined ? null : isoTime(nextAt) };
}

type Expiry = NonNullable<TargetConfig["expiries"]>[number];

function expiryStatus(expiry: Expiry, now: number): ExpiryStatus {
  const stage = stageOf(expiry, now);
  const state = stage === "lastDay" ? "soon" : stage;
  return { at: isoTime(expiry.at), source: expiry.source, state };
}

function summaryOf(run: RunRecord, isGoingOn: boolean): RunSummary {
  const { id, mode, startedAt, exitCode } = run;
  const error = errorOf(run);
  return {
    runId: id,
    mode,
    startedAt: isoTime(startedAt),
    exitCode: exitCode ?? null,
    ...(isGoingOn && { isGoingOn: true as const }),
    ...(error !== undefined && { error }),
  };
}
