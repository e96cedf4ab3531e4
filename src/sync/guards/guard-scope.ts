import { isOfAnyCause } from "../../plan/departure.ts";
import { guardLimit } from "../../plan/guard.ts";
import { day, limitOf } from "./hold.ts";
import type { Planning } from "../planning/planning.ts";

/**
 * Tells when many leave scope and begin their grace. Nothing happens to their accounts yet, and when the grace is over
 * `guard.users` holds them; but a filter gone wrong is better mended on the first day of a grace than on its last.
 */
export function guardScope(planning: Planning): void {
  const { store, target, now, findings } = planning;
  const { id, users, guard } = target.config;
  if (!isOfAnyCause(users.policy, ({ grace }) => grace > 0)) return;
  const begun = store.targets.countLeaving(id, now);
  if (begun === 0) return;
  if (begun <= planning.allowance) return void (planning.allowance -= begun);
  const removals = store.targets.countLeaving(id, now - day);
  if (removals <= guard.scope.floor) return;
  const outOf = store.targets.countLinks(id, "user");
  const limit = guardLimit(limitOf(planning, "scope"), outOf);
  if (removals <= limit) return;
  const what = `${removals} of ${outOf} users left scope, more than the limit of ${limit} (guard.scope)`;
  const since = "Their grace has begun, and nothing happens to their accounts until it is over";
  const message = `${what}. ${since}; then guard.users holds what is beyond its limit. If they should not leave, mend the source or assign before; if they should, nothing need be done.`;
  findings.push({ guard: "scope", removals, outOf, limit, held: 0, message });
}
