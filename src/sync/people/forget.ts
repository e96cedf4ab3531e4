import { departurePolicy } from "../../plan/departure.ts";
import type { TargetConfig } from "../../config/config.ts";
import { UsageError } from "../../errors.ts";
import type { Footprint, Forgotten } from "../../store/forget-store.ts";
import type { Store } from "../../store/store.ts";

/** Somebody of whom nothing is known any more but what was done when. */
export interface ForgottenPerson extends Forgotten {
  /** Stands in place of the key, and says nothing about it. */
  readonly pseudonym: string;
  /** Keys of others of whom the source says that they have to do with the person, such as whom they manage. */
  readonly stillNamedBy: readonly string[];
}

export interface Forgetting {
  readonly store: Store;
  readonly targets: readonly TargetConfig[];
  readonly keys: readonly string[];
  readonly now: number;
  /** A fresh one for each person. */
  readonly pseudonym: () => string;
}

/**
 * Takes people out of the state: all of them, or nobody. Throws `UsageError` with what to do first while somebody is
 * still in the source, or something is still to be done for them at a target. The lock is held by whoever calls.
 */
export function forgetPeople({
  store,
  targets,
  keys,
  now,
  pseudonym,
}: Forgetting): readonly ForgottenPerson[] {
  if (store.forgetting.isWipeDue()) store.forgetting.wipe();
  const found = [...new Set(keys)].map((key) => ({ key, footprint: store.forgetting.footprint(key) }));
  const against = found.flatMap(({ key, footprint }) => obstacle(key, footprint, targets) ?? []);
  if (against.length > 0) throw new UsageError(against.join("\n"));
  const forgotten = store.atOnce(() =>
    found.flatMap(({ footprint }) => {
      if (footprint === undefined) return [];
      const name = pseudonym();
      const counts = store.forgetting.forget(footprint.entry, name, now);
      return [{ pseudonym: name, ...counts, stillNamedBy: footprint.namedBy }];
    }),
  );
  store.forgetting.wipe();
  return forgotten;
}

/** Why the person cannot be forgotten yet, and what to do; undefined when nothing is in the way. */
function obstacle(
  key: string,
  footprint: Footprint | undefined,
  targets: readonly TargetConfig[],
): string | undefined {
  if (footprint === undefined)
    return `${key}: the state file knows no user of that key; \`scimsync explain ${key}\` tells what is known`;
  const { present, groups, links, attentions } = footprint;
  if (present)
    return `${key}: is still in the source, and would be read again; take them out there, and run scimsync sync first`;
  if (groups.length > 0)
    return `${key}: the source still lists them as member of ${groups.join(", ")}; take them out there, and run scimsync sync first`;
  const active = links.find(({ state }) => state === "active");
  if (active !== undefined)
    return `${key}: their account at ${active.target} (${active.scimId}) is still active; let scimsync sync ${active.target} switch it off first`;
  const expiring = links.find(({ target, state }) => state === "deactivated" && deletes(targets, target));
  if (expiring !== undefined)
    return `${key}: their account at ${expiring.target} (${expiring.scimId}) is still to be deleted (deleteAfter); let scimsync sync ${expiring.target} do it first, when its time has come`;
  const [open] = attentions;
  return open === undefined
    ? undefined
    : `${key}: something is still to be done for them at ${open.target} (${open.reason}); let scimsync sync ${open.target} finish it first, \`scimsync explain ${key}\` tells what`;
}

/** Whoever can be forgotten is gone from the source. */
function deletes(targets: readonly TargetConfig[], id: string): boolean {
  return targets.some(
    (target) => target.id === id && departurePolicy(target.users.policy, "absent").deleteAfter !== undefined,
  );
}
