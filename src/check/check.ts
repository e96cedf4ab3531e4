import type { JsonObject } from "../canonical.ts";
import type { Clock } from "../clock.ts";
import { TargetError, type TargetErrorReason } from "../errors.ts";
import { CheckStopped, openAsker, type OpenClient } from "./asker.ts";
import type { Ledger } from "./ledger.ts";
import { checkReading } from "./check-reading.ts";
import { checkWriting } from "./check-writing.ts";
import { probePace } from "./pace-probes.ts";
import { openNotebook, type Probe, type Suggestion } from "./probe.ts";
import { reach } from "./reach.ts";
import { settingsOf } from "./suggested-settings.ts";
import type { CheckedTarget } from "./target.ts";
import type { Remnant } from "./remnant.ts";
import { askDiscovery } from "./discovery-probes.ts";

export interface CheckOptions {
  readonly target: CheckedTarget;
  readonly open: OpenClient;
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  /** Ends the check; what it made is removed all the same. */
  readonly stop: AbortSignal;
  /** Ends everything at once. */
  readonly abort: AbortSignal;
  /** Set to let a throw-away user and group live and die at the target. */
  readonly writing?: {
    readonly ledger: Ledger;
    /** Of the addresses of throw-away users. */
    readonly domain: string;
    /** Told what will be made, before it is. */
    readonly onPlan: (names: readonly string[]) => void;
    /** Set to find out all that can be seen, for a whole profile: limits, too. */
    readonly whole?: boolean;
  };
}

/** What a check of one target found. */
export interface CheckReport {
  readonly target: string;
  /** Nothing was found for which a sync would fail, or do harm. */
  readonly ok: boolean;
  readonly probes: readonly Probe[];
  readonly warnings: readonly string[];
  readonly blocking: readonly string[];
  readonly suggestions: readonly Suggestion[];
  /** What was seen of settings besides. */
  readonly findings: readonly Suggestion[];
  /** The suggestions in the form of a connector file. */
  readonly settings: JsonObject;
  readonly requests: number;
  /** Names of what checks before this one had left, and this one removed. */
  readonly cleared: readonly string[];
  /** What this check made and could not remove. */
  readonly remnants: readonly Remnant[];
  /** Why the target cannot be worked with at all. */
  readonly error?: { readonly reason: TargetErrorReason; readonly message: string };
  readonly stopped?: CheckStopped["why"];
}

const minutes = 60_000;
/** Milliseconds a check takes at most, whatever the target does. */
const longest = { reading: 5 * minutes, writing: 20 * minutes } as const;

/** Asks a target what it can do, and with `writing` tries it. Never throws for what the target does. */
export async function checkTarget(options: CheckOptions): Promise<CheckReport> {
  const { target, writing } = options;
  const within = writing === undefined ? longest.reading : longest.writing;
  const asker = openAsker({
    ...options,
    within,
    tongue: { versions: target.knobs.profile.endpoint.etag === "always" },
  });
  const notes = openNotebook();
  let ending: Pick<CheckReport, "error" | "stopped"> = {};
  try {
    await reach(target, asker, notes);
    const claims = await askDiscovery(target, asker, notes);
    const investigation = { target, asker, notes, claims };
    if (writing === undefined) await checkReading(investigation);
    else await checkWriting(investigation, { ...options, writing });
    probePace(investigation);
  } catch (error) {
    ending = endingBy(error);
  } finally {
    await asker.close();
  }
  if (ending.stopped === "outOfTime") notes.warn("the target was too slow: the rest was not asked");
  const { probes, warnings, blocking, suggestions, findings, cleared, remnants } = notes;
  return {
    target: target.id,
    ok: blocking.length === 0 && ending.error === undefined,
    probes,
    warnings,
    blocking,
    suggestions,
    findings,
    settings: settingsOf(suggestions),
    requests: asker.requests,
    cleared,
    remnants,
    ...ending,
  };
}

function endingBy(error: unknown): Pick<CheckReport, "error" | "stopped"> {
  if (error instanceof CheckStopped) return { stopped: error.why };
  if (error instanceof TargetError) return { error: { reason: error.reason, message: error.message } };
  throw error;
}
