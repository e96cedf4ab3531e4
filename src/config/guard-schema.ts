import { z } from "zod";
import { percent } from "./value-schemas.ts";

function guardLimit(holds: string, share: string, defaults: string) {
  return z
    .strictObject({
      percent: percent
        .meta({ description: `Share of ${share} in a run and the 24 hours before it.`, examples: ["20%"] })
        .optional(),
      count: z
        .int()
        .min(0)
        .meta({ description: "Number in that time; the smaller of both holds.", examples: [50] })
        .optional(),
      floor: z
        .int()
        .min(0)
        .meta({ description: "Up to this many always pass.", examples: [5] })
        .optional(),
    })
    .meta({ description: `${holds} When left out: ${defaults}.` })
    .optional();
}

function removals(counted: string, defaults: string) {
  return guardLimit(`Holds removals of ${counted} beyond a limit.`, `${counted} that may go`, defaults);
}

/** `guard`: what is beyond these limits is held for a person to look at. */
export const guard = z
  .strictObject({
    users: removals("users (deactivated, deleted, let go of)", "percent 20, count 50, floor 5"),
    deletions: removals("users by deletion, a limit besides that of users", "percent 10, count 25, floor 3"),
    groups: removals("groups", "percent 20, count 10, floor 2"),
    members: removals("the members of one group", "percent 30, floor 20"),
    allMembers: removals("the members of all groups together", "percent 20, count 1000, floor 50"),
    creates: guardLimit(
      "Holds accounts to be made or switched on again beyond a limit. Not where there are fewer than floor.",
      "accounts that may be added",
      "percent 20, count 1000, floor 20",
    ),
    updates: guardLimit(
      "Holds updates of users beyond a limit, whatever their cause.",
      "users that may be changed",
      "percent 20, count 10000, floor 20",
    ),
    mapping: guardLimit(
      "Holds updates that come from a changed mapping alone beyond a limit, until sync --reapply.",
      "users that may differ",
      "percent 20, count 50, floor 5",
    ),
    scope: guardLimit(
      "Tells when more users than this leave scope and begin their grace (deactivateAfter).",
      "users that may leave scope",
      "percent 20, count 50, floor 5",
    ),
  })
  .meta({ description: "What is beyond these limits is held." });
