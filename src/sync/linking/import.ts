import type { RunContext } from "../run-context.ts";
import { type SyncOptions, withDirectory } from "../sync.ts";
import type { Target } from "../target.ts";
import { type ImportFailed, type ImportFound, importTarget, type ImportWishes } from "./import-target.ts";

/**
 * Links accounts and groups that are there with the records whose they are, without writing to a target. `show` is given
 * what was found at each target while its lists can be read; what could not be read is given back. Throws as `sync` does.
 */
export async function importLinks(
  options: SyncOptions,
  wishes: ImportWishes,
  show: (found: ImportFound) => Promise<void> | void,
): Promise<readonly ImportFailed[]> {
  return withDirectory(options, "import", async (context: RunContext, targets: readonly Target[]) => {
    const failed: ImportFailed[] = [];
    for (const target of targets) {
      if (context.stop.aborted) break;
      const failure = await importTarget(context, target, wishes, show);
      if (failure !== undefined) failed.push(failure);
    }
    return failed;
  });
}
