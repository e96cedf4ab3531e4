import { systemClock } from "../../clock.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { detach, takeAgain } from "../../sync/linking/let-go.ts";
import type { GlobalOptions } from "../global-options.ts";
import { describeLetGo } from "../render-let-go.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

export interface DetachFlags {
  readonly target: readonly string[];
  readonly again?: boolean;
}

const said = {
  gone: "let go of; nothing there was touched, and nothing will be, though its owner is in scope. `scimsync detach --again KEY` takes it again",
  back: "taken again; the next sync brings it in line",
} as const;

/** `scimsync detach KEY…`: accounts stay as they are, and are not taken again. */
export async function runDetach(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  keys: readonly string[],
  flags: DetachFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const targets = chooseTargets(loaded.config, flags.target);
  const isBack = flags.again === true;
  const changed = await withStore(loaded, (store) => {
    const lock = store.lock(() => systemClock.now(), "detach");
    try {
      return (isBack ? takeAgain : detach)({ store, targets, keys, now: systemClock.now() });
    } finally {
      lock.release();
    }
  });
  const what = isBack ? said.back : said.gone;
  const words = changed.map((one) => `${describeLetGo(one)}: ${what}\n`).join("");
  await tellDone({ options, terminal }, { [isBack ? "taken" : "detached"]: changed }, words);
  return exitCodes.done;
}
