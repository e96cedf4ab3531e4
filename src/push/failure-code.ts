/** The closed list of failure codes, each with what to do about it. */
export const remedies = {
  mapping_failed: "mend the source record or the expression named; the account stays as it is until then",
  rule_broken:
    "mend the source record or the mapping; if the target takes such values, set the rule of the attribute to off under users.rules or groups.rules; the account stays as it is until then",
  too_many_members:
    "take people out of the group, or split it, in the source or the mapping; if the target takes more, set groups.membersPerGroup in the connector; the group stays as it is until then",
  duplicate_name:
    "mend the source or the mapping so that each has a userName of their own; both accounts stay as they are until then",
  duplicate_target: "several accounts match; leave one, or make `match` more exact",
  duplicate_source:
    "another record of the source is linked to that account, or another target of the same baseUrl has it; mend the source so that only one matches, or the scopes so that they do not overlap",
  conflict: "the name is held by an account that does not match; mend it at the target, or extend `match`",
  taken_unseen:
    "the name is taken by an account that the target does not show, for somebody else made it: have an administrator there remove it, or hand it over and link it with `scimsync links set KEY ID`",
  group_exists:
    "a group of that name is there and is not ours; set groups.existing to merge or overwrite, or rename it",
  cannot_look_up:
    "neither filters nor lists of the target tell whether it is there already; mend the settings under reads in the connector, or set matching.filter to trust if the target refuses duplicates by itself",
  rejected_by_target:
    "the target refuses the values; compare them with its schema and mend mapping or source",
  protected:
    "it is named under protect, so nothing was done; take it out of assign (assign.exclude) or of the groups pushed, or out of protect if it may be changed",
  forbidden: "the token may not change this object; give it the right, or list the object under `protect`",
  too_large: "the target refuses requests of this size; lower groups.membersPerRequest in the connector",
  unsupported: "the target cannot do this; see the connector's settings for another way",
  not_deactivated:
    "the target says the account is still active, in whichever way it was switched off: somebody who left may still have access; switch it off at the target by hand, and ask its makers how SCIM does it",
  not_reactivated:
    "the target says the account is still inactive, in whichever way it was switched on; switch it on at the target by hand",
  by_hand:
    "do at the target what is said with it, then type `scimsync retry KEY`; until then it is not tried again",
  changed_meanwhile:
    "somebody else changed it between reading and writing, twice; it is tried again in the next run",
  server_error: "the target failed; it is tried again in the next run",
  no_answer: "no answer came; what the target holds is looked up before anything is repeated",
  unreadable:
    "the target answered what cannot be read, and is asked again in the next run; see what stands between it and scimsync",
  removals_unsafe:
    "the target took out others than those who were to leave the group; they were put back, and nobody is taken out of groups there any more; set groups.removeMembers in the connector to another way, which is tried anew",
  missing:
    "the target does not have it, and it is left so; `scimsync retry KEY` makes it anew, and so does recreate under users.missing or groups.missing; what is to be linked to a group of the target's own can be linked to another with `scimsync groups link`",
  gone: "the target no longer has it; it is matched and made again in the next run",
} as const;

/** Why an operation failed: a closed list, told in docs/errors.md. */
export type FailureCode = keyof typeof remedies;

/** Failures of which somebody has to say what becomes of them; nothing is tried before. */
export const forPeople: ReadonlySet<FailureCode> = new Set(["missing", "by_hand"]);

/** Failures that leave open what became of a write before: it was not to be seen. */
export const tellsNothing: ReadonlySet<FailureCode> = new Set([
  "cannot_look_up",
  "no_answer",
  "server_error",
  "unreadable",
]);
