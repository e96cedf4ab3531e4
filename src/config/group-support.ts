import type { ConnectorProfile } from "../connector/profile.ts";
import { errorAt, type Finding, noticeAt } from "./finding.ts";
import type { EffectiveTarget } from "./target-defaults.ts";
import type { TargetView } from "./target-rules.ts";

type Groups = EffectiveTarget["groups"];

/** What is said of groups, without what the service cannot do: none is pushed, or none deleted. */
export function groupsAsPossible(groups: Groups, { groups: { support } }: ConnectorProfile): Groups {
  if (support === "full") return groups;
  const kept: Groups = {
    ...groups,
    unpushed: "unlink",
    ...(groups.empty === "delete" && { empty: "skip" }),
  };
  if (support === "update") return kept;
  const { where: _where, link: _link, ...rest } = kept;
  return { ...rest, push: [] };
}

/** Groups that are to be pushed to a service that has none, or lets nobody write them. */
export function supportFindings(view: TargetView): readonly Finding[] {
  const support = view.profile?.groups.support;
  if (support !== "none" && support !== "read") return [];
  const { groups, connector } = view.settings;
  const stated = (["push", "where", "link"] as const).filter(
    (key) => Object.keys(groups[key] ?? {}).length > 0,
  );
  return stated.map((key) => {
    const path = ["groups", key];
    if (support === "read")
      return noticeAt(path, `the connector ${connector} lets nobody write groups, so none is pushed`);
    const message = `the connector ${connector} has no groups that can be written, so none is pushed`;
    if (view.origin(path) !== "target") return noticeAt(path, message);
    return errorAt(path, `${message}; take it out, or extend the profile with groups: { support: full }`);
  });
}

/** Groups in groups, which this version does not push, and some services do not take. */
export function nestedFindings({ settings, profile }: TargetView): readonly Finding[] {
  if (settings.groups.nested === "flatten") return [];
  const message =
    profile?.groups.nested === "refused"
      ? `the connector ${profile.name} takes no groups in groups`
      : "nested groups cannot be pushed as such in this version";
  return [errorAt(["groups", "nested"], `${message}; write nested: flatten`)];
}
