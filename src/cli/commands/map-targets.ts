import type { LoadedConfig } from "../../config/load.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import type { Target } from "../../sync/target.ts";

/** Those of the targets that `--target` names, or all. Throws `UsageError` for one that the config does not have. */
export function chosenTargets(
  all: readonly Target[],
  { config }: LoadedConfig,
  { target: named }: { readonly target: readonly string[] },
): readonly Target[] {
  const wanted = new Set(chooseTargets(config, named));
  return all.filter(({ config }) => wanted.has(config.id));
}
