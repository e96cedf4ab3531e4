import { isoTime } from "../../clock.ts";
import { TargetError } from "../../errors.ts";
import { type DeparturePolicy, isOfAnyCause } from "../../plan/departure.ts";
import type { ScimClient } from "../../scim/client.ts";
import type { Planning } from "./planning.ts";

/** Milliseconds by which two clocks may differ. Grace is counted in days. */
const tolerated = 24 * 3_600_000;

/**
 * Deleting cannot be taken back, and a clock that jumped ahead makes it due early. So the target's clock, which its
 * answers tell, is asked too before anybody is deleted because a time is over. Throws `TargetError`.
 */
export function refuseWrongClock({ store, run, target, startedAt }: Planning, client: ScimClient): void {
  const { clockSkew } = client;
  if (clockSkew === undefined || Math.abs(clockSkew) < tolerated) return;
  if (!isOfAnyCause(target.config.users.policy, deletesInTime)) return;
  const deletes = store.journal
    .tally(run)
    .filter(({ kind, resource, state }) => kind === "delete" && resource === "User" && state === "planned");
  if (deletes.length === 0) return;
  const count = deletes.reduce((sum, { count: n }) => sum + n, 0);
  throw new TargetError(
    "clock_differs",
    `it is ${isoTime(startedAt)} here and ${isoTime(startedAt - clockSkew)} at the target, and ${count} to be deleted because their time is over: put right the clock that is wrong, and run again; nothing was changed`,
  );
}

function deletesInTime({ deprovision, grace, deleteAfter }: DeparturePolicy): boolean {
  return deleteAfter !== undefined || (deprovision === "delete" && grace > 0);
}
