import type { JsonObject } from "../canonical.ts";
import type { AuthProfile, ConnectorProfile } from "../connector/profile.ts";
import type { YamlPath } from "../yaml/position.ts";
import { addressFindings } from "./address-rules.ts";
import { absentPathFindings, misspeltPathFindings, attributeFindings } from "./attribute-rules.ts";
import { parseDuration } from "./duration.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import { nestedFindings, supportFindings } from "./group-support.ts";
import { pathLists, policyFindings } from "./policy-rules.ts";
import { removalFindings } from "./removal-rules.ts";
import { ruleFindings } from "./stated-rules.ts";
import type { EffectiveTarget } from "./target-defaults.ts";

const HOUR = 3_600_000;

/** A target and who said what in it. */
export interface TargetView {
  readonly settings: EffectiveTarget;
  /** Absent when the profile itself could not be read. */
  readonly profile: ConnectorProfile | undefined;
  /** What the profile asks for as credentials; undefined where none but `generic` says so. */
  readonly signIn?: AuthProfile;
  /** Which layer states `path`; undefined for what is built in. */
  origin(path: YamlPath): "target" | "defaults" | "profile" | undefined;
}

/** True for what the user wrote in the config file, as opposed to what a profile or scimsync brought along. */
export function isStated(view: TargetView, path: YamlPath): boolean {
  const origin = view.origin(path);
  return origin === "target" || origin === "defaults";
}

/** Everything wrong with a target beyond the shape of its keys, credentials apart. */
export function targetFindings(
  view: TargetView,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  return [
    ...addressFindings(view, environment),
    ...assignFindings(view),
    ...userFindings(view),
    ...removalFindings(view),
    ...groupFindings(view),
    ...ruleFindings(view, "users"),
    ...ruleFindings(view, "groups"),
    ...limitFindings(view.settings),
  ];
}

function assignFindings(view: TargetView): readonly Finding[] {
  const { assign } = view.settings;
  const someone = (assign.groups ?? []).length > 0 || assign.where !== undefined || assign.everyone === true;
  const nobody = "nobody is assigned, so nobody gets an account; write groups, where, or everyone: true";
  // `assign` is one statement, so whoever is excluded for all targets is not excluded here.
  const isForgotten = assign.exclude === undefined && view.origin(["assign", "exclude"]) !== undefined;
  const forgotten =
    "the exclude that is stated for all targets does not hold here; repeat it, or write exclude: {}";
  return [
    ...(someone ? [] : [noticeAt(["assign"], nobody, [["connector"]])]),
    ...(isForgotten ? [noticeAt(["assign"], forgotten)] : []),
  ];
}

function userFindings(view: TargetView): readonly Finding[] {
  const { users } = view.settings;
  const attributes = users.attributes as JsonObject | undefined;
  const stated = pathLists.filter((key) => isStated(view, ["users", key]));
  return [
    ...attributeFindings(["users", "attributes"], attributes, { name: "userName", example: "${user.email}" }),
    ...stated.flatMap((key) =>
      key === "match"
        ? absentPathFindings(["users", key], users[key], attributes, "its value could not be known")
        : misspeltPathFindings(["users", key], users[key], attributes),
    ),
    ...policyFindings(view.settings),
  ];
}

function groupFindings(view: TargetView): readonly Finding[] {
  const { groups } = view.settings;
  const attributes = groups.attributes as JsonObject;
  return [
    ...attributeFindings(["groups", "attributes"], attributes, {
      name: "displayName",
      example: "${group.name}",
    }),
    ...(isStated(view, ["groups", "match"])
      ? absentPathFindings(["groups", "match"], groups.match, attributes, "its value could not be known")
      : []),
    ...linkFindings(view),
    ...supportFindings(view),
    ...nestedFindings(view),
  ];
}

/** Two groups cannot both say who is in a third. */
function linkFindings({ settings }: TargetView): readonly Finding[] {
  const takers = new Map<string, string>();
  return Object.entries(settings.groups.link ?? {}).flatMap(([name, to]) => {
    const taker = takers.get(to.toLowerCase());
    takers.set(to.toLowerCase(), taker ?? name);
    const message = `${taker} is linked to ${to}, too; of one group at the target only one can say who is in it`;
    return taker === undefined ? [] : [errorAt(["groups", "link", name], message)];
  });
}

function limitFindings({ limits }: EffectiveTarget): readonly Finding[] {
  const timeout = parseDuration(limits.timeout);
  if (timeout >= 1 && timeout <= HOUR) return [];
  return [errorAt(["limits", "timeout"], "must be more than 0 and at most 1h")];
}
