import { systemClock } from "../../clock.ts";
import type { Expiry } from "../../config/expiry.ts";
import { expiringAt } from "../../notify/expiring.ts";
import type { Standing } from "../../notify/trouble.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { byGravity, gravest, judge, seenOf, type Verdict, type Watched } from "../../sync/monitor.ts";
import type { GlobalOptions } from "../global-options.ts";
import { tellAll } from "../../notify/notifying.ts";
import { ago } from "../../numbers.ts";
import { plain } from "../render-source-text.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

export interface CheckFlags {
  /** Milliseconds. */
  readonly maxAge: number;
  readonly notify?: boolean;
}

const exitCodeOf: Readonly<Record<Verdict, number>> = { ok: 0, warning: 1, critical: 2, unknown: 3 };

/**
 * `scimsync status --check`: one line and an exit code as monitoring plugins give them, whatever is wrong with config or
 * state file. With `--notify`, channels of `notify` are told of targets that no run got through to, and of credentials that end.
 */
export async function checkStatus(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  targets: readonly string[],
  { maxAge, notify }: CheckFlags,
): Promise<number> {
  try {
    const loaded = await openConfig(
      { ...options, quiet: true },
      terminal,
      notify === true ? "run" : "target",
    );
    const ids = new Set(chooseTargets(loaded.config, targets));
    const chosen = loaded.config.targets.filter(({ id }) => ids.has(id));
    const now = systemClock.now();
    const watched = await withStore(loaded, async (store) => {
      const holder = store.holder(now);
      const all = chosen.map((target) => judge(seenOf(store, target.id, holder), target, { now, maxAge }));
      if (notify === true) {
        const standings = all.map((one, at) => standingOf(one, chosen[at]?.expiries ?? [], now));
        await tellAll({ loaded, store, clock: systemClock }, terminal, standings);
      }
      return all;
    });
    const verdict = gravest(watched.map((one) => one.verdict));
    if (options.json) await terminal.out(`${JSON.stringify({ version: 1, verdict, targets: watched })}\n`);
    else if (!options.quiet || verdict !== "ok") await terminal.out(`${line(verdict, watched)}\n`);
    return exitCodeOf[verdict];
  } catch (error) {
    await terminal.out(`SCIMSYNC UNKNOWN - ${plain((error as Error).message.split("\n")[0] ?? "")}\n`);
    return exitCodeOf.unknown;
  }
}

/** What is there when the last run got through is told by runs themselves. */
function standingOf(watched: Watched, expiries: readonly Expiry[], now: number): Standing {
  const { target } = watched;
  return {
    target,
    lookedAt: ["missing", "expiring"],
    troubles: [...missingAt(watched), ...expiringAt(target, expiries, now)],
  };
}

function missingAt({ target, missing, age }: Watched): Standing["troubles"] {
  if (missing === undefined) return [];
  const since = age === undefined ? "" : `, since ${ago(age).replace(/ ago$/, "")}`;
  const remedies = ["see whether its timer or cron still runs it, and what scimsync runs list says"];
  const summary = `${target}: ${missing}${since}`;
  return [{ occasion: "missing", reason: "missing", summary, remedies }];
}

/**
 * The gravest first, since some who show it cut it short. With performance data behind the bar: seconds since a run got through, who needs somebody, and seconds until credentials
 * end.
 */
function line(verdict: Verdict, watched: readonly Watched[]): string {
  const said = watched
    .toSorted((one, other) => byGravity.indexOf(one.verdict) - byGravity.indexOf(other.verdict))
    .map(({ target, says, age }) => `${target}: ${says}${age === undefined ? "" : ` (${ago(age)})`}`);
  const numbers = watched.flatMap(({ target, age, attention, endsIn }) => [
    ...(age === undefined ? [] : [`'${target} age'=${Math.round(age / 1000)}s`]),
    `'${target} attention'=${Object.values(attention).reduce((sum, n) => sum + n, 0)}`,
    ...(endsIn === undefined ? [] : [`'${target} credentials'=${Math.round(endsIn / 1000)}s`]),
  ]);
  return `SCIMSYNC ${verdict.toUpperCase()} - ${said.join("; ")} | ${numbers.join(" ")}`;
}
