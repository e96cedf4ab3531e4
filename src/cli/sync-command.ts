import { shellWords } from "./shell-words.ts";
import type { RunFlags } from "./workplace.ts";

/** What does what a plan shows, to be typed: the sync of the same config, targets and mode. */
export function syncCommand(
  config: string,
  targets: readonly string[],
  { reapply, force, reconcile, only, allowRemovals, accept }: Omit<RunFlags, "targets">,
): string {
  return [
    "scimsync",
    ...(config === "scimsync.yaml" ? [] : [`-c ${shellWords([config])}`]),
    "sync",
    ...(targets.length === 0 ? [] : [shellWords(targets)]),
    ...(reapply === true ? ["--reapply"] : []),
    ...(force === true ? ["--force"] : []),
    ...(reconcile === true ? ["--reconcile"] : []),
    ...(allowRemovals === undefined ? [] : [`--allow-removals ${allowRemovals}`]),
    ...(accept === undefined ? [] : [`--accept ${accept.join(" ")}`]),
    ...(only === undefined ? [] : [`--only ${shellWords(only)}`]),
  ].join(" ");
}
