import { resolve } from "node:path";
import { UsageError } from "../../errors.ts";
import type { Check } from "../../source/expect.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { importLinks } from "../../sync/linking/import.ts";
import { readPairs } from "../../sync/linking/read-pairs.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";
import { tell } from "./import.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

export interface ImportFileFlags {
  readonly target?: string;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly limit: number;
  readonly accept?: readonly Check[];
}

/** `scimsync links import FILE`: pairs of another provider's export; what they name is read, and nothing else is matched. */
export async function importPairs(context: Context, file: string, flags: ImportFileFlags): Promise<number> {
  const { options, terminal } = context;
  const stated = await readPairs(resolve(file), { from: "key", to: "targetId", setting: "links import" });
  const named = flags.target === undefined ? [] : [flags.target];
  const failures = await withEngine(options, terminal, { ...flags, targets: named }, async (engine) => {
    const [target, ...others] = chooseTargets(engine.loaded.config, named);
    if (others.length > 0)
      throw new UsageError(`say of which target the ids are: --target ${[target, ...others].join(" or ")}`);
    const telling = tell(context, flags);
    try {
      await telling.begin();
      const wishes = { isShownOnly: flags.dryRun === true, takesGroups: false, stated };
      const failed = await importLinks(engine, wishes, async (found) => {
        const { users, matching } = found;
        const met = users.linked + matching.count("user", "alone") + matching.count("user", "kept");
        const unknown = stated.size - met;
        if (unknown > 0)
          terminal.note(
            `${unknown} keys of ${file} are linked before, or nobody's in scope; they were left alone`,
          );
        await telling.found(found);
      });
      await telling.end(failed);
      return failed;
    } finally {
      telling.close();
    }
  });
  return failures.length > 0 ? exitCodes.target : exitCodes.done;
}
