import type { ConnectorProfile } from "../connector/profile.ts";
import type { Deprovision, PerCause, UserPolicy } from "../plan/policy.ts";
import { type Finding, noticeAt } from "./finding.ts";
import type { EffectiveTarget } from "./target-defaults.ts";

type Profile = Pick<ConnectorProfile, "name" | "deactivate">;
type Said = Pick<EffectiveTarget["users"], "deprovision" | "deleteAfter">;

/** Whether DELETE ends accounts at the service. */
function deletes({ deactivate }: Profile): boolean {
  return deactivate.delete !== "unsupported" && deactivate.delete !== "deactivates";
}

/** Whether an account that is switched off is still there to be deleted. */
function survives({ deactivate }: Profile): boolean {
  return deactivate.effect !== "hardDelete" && deactivate.effect !== "idInvalidated";
}

/** What is said of leavers, without what the service cannot do: in place of a deletion the account is switched off. */
export function endsAsPossible(said: Said, profile: Profile): Said {
  const { deleteAfter, ...rest } = said;
  const ends = deletes(profile) ? rest : { ...rest, deprovision: switchedOff(said.deprovision) };
  const mayFollow = deletes(profile) && survives(profile);
  return { ...ends, ...(deleteAfter !== undefined && mayFollow && { deleteAfter }) };
}

function switchedOff(stated: PerCause<Deprovision>): PerCause<Deprovision> {
  if (typeof stated !== "object") return stated === "delete" ? "deactivate" : stated;
  const entries = Object.entries(stated).map(([cause, one]) => [
    cause,
    one === "delete" ? "deactivate" : one,
  ]);
  return Object.fromEntries(entries) as PerCause<Deprovision>;
}

/** What is asked of leavers and cannot be done at the service, with what to write instead. */
export function endFindings({ users }: EffectiveTarget, profile: Profile | undefined): readonly Finding[] {
  if (profile === undefined) return [];
  const reads = [["connector"]];
  const able = endsAsPossible(users, profile);
  const findings: Finding[] = [];
  if (JSON.stringify(able.deprovision) !== JSON.stringify(users.deprovision)) {
    const why = `the connector ${profile.name} ${profile.deactivate.delete === "unsupported" ? "cannot delete accounts" : "only switches accounts off by DELETE"}`;
    const message = `${why}, so whoever leaves is deactivated; write deprovision: deactivate`;
    findings.push(noticeAt(["users", "deprovision"], message, reads));
  }
  if (users.deleteAfter !== undefined && able.deleteAfter === undefined) {
    const why = survives(profile)
      ? `the connector ${profile.name} has no way to delete accounts, so they stay switched off`
      : `at the connector ${profile.name} an account that is deactivated is gone, so nothing is left to delete`;
    findings.push(noticeAt(["users", "deleteAfter"], `${why}; take deleteAfter out`, reads));
  }
  return findings;
}

/** How access ends and comes back at the service, as far as that is not by `active`. */
export function switchingPolicy({ deactivate }: Profile): Pick<UserPolicy, "switchingOff" | "comingBack"> {
  const { by, effect, return: back } = deactivate;
  const ends = effect === "hardDelete" || effect === "idInvalidated" ? effect : undefined;
  const switchingOff = { ...(by === "delete" && { by }), ...(ends !== undefined && { ends }) };
  return {
    ...(Object.keys(switchingOff).length > 0 && { switchingOff }),
    ...(back !== "active" && { comingBack: back }),
  };
}
