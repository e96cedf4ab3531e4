import { TargetError } from "../../errors.ts";
import type { Planning } from "./planning.ts";

/** Links of one tenant mean nothing at another; pushing by them would hit strangers. Throws `TargetError`. */
export function refuseOtherTenant({ store, target }: Pick<Planning, "store" | "target">): void {
  const { id, baseUrl } = target.config;
  const known = store.targets.target(id);
  if (known === undefined || known.baseUrl === baseUrl) return;
  if (Object.keys(store.targets.counts(id).links).length === 0) return;
  throw new TargetError(
    "other_tenant",
    `baseUrl was ${known.baseUrl} and is now ${baseUrl}, but the state file holds accounts of the former; give the new one a target id of its own; if it is the same tenant at another address, \`scimsync state moved ${id}\` makes sure of it and goes on`,
  );
}
