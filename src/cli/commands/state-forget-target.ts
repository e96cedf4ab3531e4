import { systemClock } from "../../clock.ts";
import { UsageError } from "../../errors.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import type { GlobalOptions } from "../global-options.ts";
import { leftBehindBy } from "../left-behind.ts";
import { plural } from "../../numbers.ts";
import { plain } from "../render-source-text.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

/** `scimsync state forget-target NAME`: the links of a target that the config no longer has go, and nothing there is touched. */
export async function forgetTarget(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  name: string,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const forgotten = await withStore(loaded, (store) => {
    const lock = store.lock(() => systemClock.now(), "state forget-target");
    try {
      const left = leftBehindBy(store, loaded.config).find(({ target }) => target === name);
      if (left === undefined)
        throw new UsageError(
          refusal(
            name,
            loaded.config.targets.some(({ id }) => id === name),
          ),
        );
      store.atOnce(() => store.linking.forgetTarget(name));
      return left;
    } finally {
      lock.release();
    }
  });
  const { accounts, groups } = forgotten;
  const what = `${plural(accounts, "account")} and ${plural(groups, "group")} are linked no more`;
  const words = `${plain(name)}: ${what}; what is there stays as it is\n`;
  await tellDone({ options, terminal }, { forgotten }, words);
  return exitCodes.done;
}

function refusal(name: string, isInConfig: boolean): string {
  return isInConfig
    ? `${name} is in the config; take it out there first, or \`scimsync links drop ${name} KEY\` to forget single pairs`
    : `the state file knows no target ${name}; \`scimsync status\` lists those that the config no longer has`;
}
