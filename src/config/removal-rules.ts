import type { JsonObject } from "../canonical.ts";
import { endFindings } from "./account-end.ts";
import { givesAttribute } from "./attribute-presence.ts";
import { errorAt, type Finding, noticeAt } from "./finding.ts";
import type { TargetView } from "./target-rules.ts";
import type { DepartureCause } from "../plan/departure.ts";
import type { Deprovision, PerCause } from "../plan/policy.ts";

const keys = ["deprovision", "deactivateAfter", "deleteAfter"] as const;

/** Whether a statement says this of all causes of leaving, or of one of them. */
export function saidOfAny(stated: PerCause<Deprovision>, what: Deprovision): boolean {
  return typeof stated === "object" ? Object.values(stated).includes(what) : stated === what;
}

/** What is wrong with what becomes of leavers. */
export function removalFindings(view: TargetView): readonly Finding[] {
  return [
    ...undeletedFindings(view),
    ...undeletableFindings(view),
    ...idleCauseFindings(view),
    ...endFindings(view.settings, view.profile),
  ];
}

const reads = [
  ["users", "deprovision"],
  ["users", "actions"],
  ["users", "deleteAfter"],
];

/** Where accounts are left alone, none is deleted later. */
function undeletedFindings({ settings }: TargetView): readonly Finding[] {
  const { deprovision, deleteAfter } = settings.users;
  if (deleteAfter === undefined) return [];
  if (typeof deleteAfter === "string") {
    if (deprovision !== "leave") return [];
    const message =
      "nothing is deleted with deprovision: leave; take deleteAfter out, or write deprovision: deactivate";
    return [errorAt(["users", "deleteAfter"], message, reads)];
  }
  return Object.keys(deleteAfter).flatMap((cause) => {
    const said = typeof deprovision === "object" ? deprovision[cause as DepartureCause] : deprovision;
    if (said !== "leave") return [];
    const message = `nothing is deleted with deprovision: { ${cause}: leave }; take it out, or write deprovision: { ${cause}: deactivate }`;
    return [errorAt(["users", "deleteAfter", cause], message, reads)];
  });
}

function undeletableFindings(view: TargetView): readonly Finding[] {
  const { actions, deprovision } = view.settings.users;
  const origin = view.origin(["users", "actions"]);
  const isStated = origin === "target" || origin === "defaults";
  const mayDelete = actions.includes("delete") || !isStated;
  if (mayDelete || !saidOfAny(deprovision, "delete")) return [];
  const add = `write actions: [${[...actions, "delete"].join(", ")}]`;
  return [
    errorAt(["users", "deprovision"], `nothing would be deleted: actions has no delete; ${add}`, reads),
  ];
}

/** What is said of a cause for which nobody can leave. */
function idleCauseFindings(view: TargetView): readonly Finding[] {
  const { users } = view.settings;
  const isOff = givesAttribute((users.attributes ?? {}) as JsonObject, "active");
  const idle: readonly (readonly [DepartureCause, string])[] = [
    ...(users.leavesWhen === undefined
      ? [["mapped", "nobody leaves for a reason of the mapping; write users.leavesWhen"] as const]
      : []),
    ...(users.attributes === undefined || isOff
      ? []
      : [["disabled", "nobody is disabled in the source; map active under users.attributes"] as const]),
  ];
  return keys.flatMap((key) => {
    const stated = users[key];
    if (typeof stated !== "object") return [];
    return idle
      .filter(([cause]) => cause in stated)
      .map(([cause, message]) => noticeAt(["users", key, cause], message));
  });
}
