import { systemClock } from "../../clock.ts";
import type { Check } from "../../source/expect.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { importLinks } from "../../sync/linking/import.ts";
import type { GlobalOptions } from "../global-options.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withEngine, withStore } from "../workplace.ts";
import { tell } from "./import.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

export interface RebuildFlags {
  readonly confirm?: boolean;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly limit: number;
  readonly accept?: readonly Check[];
}

/** `scimsync state rebuild`: links what is there as an import does, and groups of ours with it; nobody comes or goes until it is confirmed. */
export async function rebuildState(
  context: Context,
  targets: readonly string[],
  flags: RebuildFlags,
): Promise<number> {
  if (flags.confirm === true) return confirmRebuilt(context, targets);
  const { options, terminal } = context;
  const isShownOnly = flags.dryRun === true;
  const failures = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const telling = tell(context, flags);
    try {
      await telling.begin();
      const { store, clock } = engine;
      const afterwards = (target: string) => store.linking.setUnconfirmed(target, clock.now());
      const failed = await importLinks(engine, { isShownOnly, takesGroups: true, afterwards }, (found) =>
        telling.found(found),
      );
      await telling.end(failed);
      return failed;
    } finally {
      telling.close();
    }
  });
  if (!isShownOnly && !options.quiet)
    terminal.note(
      "nothing is made or removed until somebody has looked at `scimsync plan`, and says so with `scimsync state rebuild --confirm`",
    );
  return failures.length > 0 ? exitCodes.target : exitCodes.done;
}

async function confirmRebuilt({ options, terminal }: Context, targets: readonly string[]): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const ids = chooseTargets(loaded.config, targets);
  const confirmed = await withStore(loaded, (store) => {
    const lock = store.lock(() => systemClock.now(), "state rebuild");
    try {
      const waiting = ids.filter((id) => store.targets.target(id)?.unconfirmedSince !== undefined);
      store.atOnce(() => waiting.forEach((id) => store.linking.setUnconfirmed(id, undefined)));
      return waiting;
    } finally {
      lock.release();
    }
  });
  const said =
    confirmed.length === 0
      ? "nothing waits to be confirmed\n"
      : `${confirmed.join(", ")}: confirmed; the next sync makes and removes accounts again, as far as its guards let it\n`;
  await tellDone({ options, terminal }, { confirmed }, said);
  return exitCodes.done;
}
