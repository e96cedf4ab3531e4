import type { Expiry } from "../config/expiry.ts";
import type { Occasion } from "../config/notify-schema.ts";
import type { RunReport } from "../sync/report.ts";
import { exitCodes } from "../sync/exit-code.ts";
import { whatFailed } from "../sync/failure-words.ts";
import { gotThrough } from "../sync/monitor.ts";
import { expiringAt } from "./expiring.ts";

/** Something that is wrong with a target, until it is not. */
export interface Trouble {
  readonly occasion: Exclude<Occasion, "recovered">;
  /** What makes it another trouble than the last one: codes and causes, without numbers that change from run to run. */
  readonly reason: string;
  /** One sentence for people. */
  readonly summary: string;
  /** What to do, a line each; may be commands. */
  readonly remedies: readonly string[];
}

/** How a target is after a run, or the source. */
export interface Standing {
  /** The target's id; undefined for a run that came to no target, such as one whose source was refused. */
  readonly target: string | undefined;
  readonly troubles: readonly Trouble[];
  /** What was looked at: of the rest, what was is. */
  readonly lookedAt: readonly Trouble["occasion"][];
}

const shown = 5;

/**
 * How a target is after this run; undefined when the run does not tell, because it was interrupted. `now` in milliseconds
 * since the epoch.
 */
export function standingAfter(
  report: RunReport,
  expiries: readonly Expiry[],
  now: number,
): Standing | undefined {
  const { target, exitCode } = report;
  if (exitCode === exitCodes.interrupted || exitCode === exitCodes.locked) return undefined;
  const lookedAt: Standing["lookedAt"] = gotThrough.has(exitCode)
    ? ["guard", "failure", "expiring", "missing"]
    : ["guard", "failure", "expiring"];
  const troubles = [...heldBack(report), ...failed(report), ...expiringAt(target, expiries, now)];
  return { target, troubles, lookedAt };
}

function heldBack({ guard, target, counts }: RunReport): readonly Trouble[] {
  if (guard.length === 0) return [];
  return [
    {
      occasion: "guard",
      reason: [...new Set(guard.map(({ guard: name }) => name))].toSorted().join(","),
      summary: `${target}: ${counts.held} operations held: ${guard.map(({ message }) => message).join("; ")}`,
      remedies: ["scimsync approve lists what is held, and lets it through"],
    },
  ];
}

function failed({ error, failures, target, counts, exitCode }: RunReport): readonly Trouble[] {
  if (error !== undefined)
    return [
      {
        occasion: "failure",
        reason: error.reason,
        summary: `${target}: stopped: ${error.message}`,
        remedies: [
          ...(error.remedy === undefined ? [] : [error.remedy]),
          "what was not done is done by the next run",
        ],
      },
    ];
  if (exitCode !== exitCodes.failures) return [];
  const codes = [...new Set(failures.map(({ code }) => code))].toSorted();
  const some = failures.slice(0, shown).map(whatFailed);
  const remedies = [...new Set(failures.slice(0, shown).map(({ remedy }) => remedy))];
  const n = Math.max(failures.length, counts.failed);
  return [
    {
      occasion: "failure",
      reason: codes.join(","),
      summary: `${target}: ${n} failed: ${some.join("; ")}${n > some.length ? "; …" : ""}`,
      remedies: [...remedies, "scimsync failures lists them all"],
    },
  ];
}

/** A run that ended before it came to a target. */
export function standingAfterFault(reason: string, message: string): Standing {
  return {
    target: undefined,
    lookedAt: ["failure"],
    troubles: [{ occasion: "failure", reason, summary: `no run: ${message}`, remedies: [remedyFor(reason)] }],
  };
}

/** Where no target was come to, nothing was sent either. */
function remedyFor(reason: string): string {
  const remedy =
    reason === "state"
      ? "`scimsync state verify` looks at the state file"
      : "mend what is named; `scimsync validate` looks again";
  return `${remedy}; nothing was sent, and the next run tries anew`;
}
