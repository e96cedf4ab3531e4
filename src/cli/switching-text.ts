import type { ReactivateOperation } from "../plan/operation.ts";
import type { SwitchingOff } from "../plan/policy.ts";

const ending = {
  hardDelete: "this service deletes the account with its data when it is switched off",
  idInvalidated: "the account is gone when this service switches it off; whoever returns gets a new one",
} as const;

/** What switching off means where it is more than `active: false`, and how it is done, for people. */
export function switchingOffText({ by, ends }: SwitchingOff): readonly string[] {
  const how = by === undefined ? [] : ["by DELETE, which is how this service switches off"];
  return ends === undefined ? how : [...how, ending[ends]];
}

/** How somebody comes back. */
export function backText({ way }: Pick<ReactivateOperation, "way">): string {
  if (way === "create") return "made again by POST, which is how this service lets somebody come back";
  if (way === "byHand")
    return "only an administrator of the service can switch it on; it is looked whether that was done";
  return "switched on again under its old id, and brought up to date";
}
