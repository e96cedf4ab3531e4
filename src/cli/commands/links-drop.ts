import { systemClock } from "../../clock.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { dropLinks } from "../../sync/linking/let-go.ts";
import type { GlobalOptions } from "../global-options.ts";
import { describeLetGo } from "../render-let-go.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync links drop TARGET KEY…`: the pair is forgotten, and what is there stays. */
export async function dropPairs(
  { options, terminal }: Context,
  target: string,
  keys: readonly string[],
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const targets = chooseTargets(loaded.config, [target]);
  const now = systemClock.now();
  const dropped = await withStore(loaded, (store) => {
    const lock = store.lock(() => systemClock.now(), "links drop");
    try {
      return dropLinks({ store, targets, keys, now });
    } finally {
      lock.release();
    }
  });
  const next = "forgotten; what is there stays as it is, and the next sync looks anew for whose it is";
  const words = dropped.map((one) => `${describeLetGo(one)}: ${next}\n`).join("");
  await tellDone({ options, terminal }, { dropped }, words);
  return exitCodes.done;
}
