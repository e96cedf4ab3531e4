import { systemClock } from "../../clock.ts";
import type { Standing } from "../../notify/trouble.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { gravest, type Verdict, type Watched, watch } from "../../sync/monitor.ts";
import type { GlobalOptions } from "../global-options.ts";
import { tellAll } from "../../notify/notifying.ts";
import { ago } from "../numbers.ts";
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
 * state file. With `--notify`, channels of `notify` are told of targets that no run got through to.
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
    const ids = chooseTargets(loaded.config, targets);
    const now = systemClock.now();
    const watched = await withStore(loaded, async (store) => {
      const seen = ids.map((id) => watch(store, id, { now, maxAge }));
      const telling = { loaded, store, clock: systemClock };
      if (notify === true) await tellAll(telling, terminal, seen.map(standingOf));
      return seen;
    });
    const verdict = gravest(watched.map((one) => one.verdict));
    if (options.json) await terminal.out(`${JSON.stringify({ version: 1, verdict, targets: watched })}\n`);
    else await terminal.out(`${line(verdict, watched)}\n`);
    return exitCodeOf[verdict];
  } catch (error) {
    await terminal.out(`SCIMSYNC UNKNOWN - ${plain((error as Error).message.split("\n")[0] ?? "")}\n`);
    return exitCodeOf.unknown;
  }
}

/** What is there when the last run got through is told by runs themselves. */
function standingOf({ target, verdict, says, age }: Watched): Standing {
  if (verdict !== "critical") return { target, troubles: [], lookedAt: ["missing"] };
  const since = age === undefined ? "" : `, since ${ago(age).replace(/ ago$/, "")}`;
  const remedies = ["see whether its timer or cron still runs it, and what scimsync runs list says"];
  const summary = `${target}: ${says}${since}`;
  return {
    target,
    lookedAt: ["missing"],
    troubles: [{ occasion: "missing", reason: "missing", summary, remedies }],
  };
}

/** With performance data behind the bar: seconds since a run got through, and who needs somebody. */
function line(verdict: Verdict, watched: readonly Watched[]): string {
  const said = watched.map(
    ({ target, says, age }) => `${target}: ${says}${age === undefined ? "" : ` (${ago(age)})`}`,
  );
  const numbers = watched.flatMap(({ target, age, attention }) => [
    ...(age === undefined ? [] : [`'${target} age'=${Math.round(age / 1000)}s`]),
    `'${target} attention'=${Object.values(attention).reduce((sum, n) => sum + n, 0)}`,
  ]);
  return `SCIMSYNC ${verdict.toUpperCase()} - ${said.join("; ")} | ${numbers.join(" ")}`;
}
