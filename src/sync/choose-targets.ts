import type { Config } from "../config/config.ts";
import { UsageError } from "../errors.ts";

/** Ids of the targets meant: those named, or all. Throws `UsageError` for one that the config does not have. */
export function chooseTargets({ targets }: Config, named: readonly string[]): readonly string[] {
  const known = targets.map(({ id }) => id);
  const unknown = named.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new UsageError(`no target is called ${unknown.join(", ")}; the config has: ${known.join(", ")}`);
  }
  return named.length === 0 ? known : named;
}
