import type { JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { AssignTemplate } from "../mapping/template.ts";
import type { YamlPath } from "../yaml/position.ts";
import type { PerCause, UserAction } from "../plan/policy.ts";
import type { Limits } from "../scim/pace/limits.ts";
import { type EndpointPaths, usualPath } from "../scim/endpoint-paths.ts";
import type { RateRule } from "../scim/pace/rate-rule.ts";
import { endsAsPossible, switchingPolicy } from "./account-end.ts";
import { givesAttribute } from "./attribute-presence.ts";
import { addressOf } from "./address-rules.ts";
import { readBaseUrl } from "./base-url.ts";
import type { TargetConfig } from "./config.ts";
import { toConnection, toCredentials } from "./credentials.ts";
import { parseDuration, parsePercent } from "./duration.ts";
import { groupsAsPossible } from "./group-support.ts";
import { refusedIn, sendable } from "./left-out.ts";
import type { Place } from "./locate.ts";
import type { PathList } from "./policy-rules.ts";
import { signInOf } from "./sign-in.ts";
import { toRules } from "./stated-rules.ts";
import type { EffectiveTarget } from "./target-defaults.ts";
import { saidOfAny } from "./removal-rules.ts";
import { isStated, type TargetView } from "./target-rules.ts";

export interface TargetSurroundings {
  readonly id: string;
  readonly profile: ConnectorProfile;
  readonly origins: TargetConfig["origins"];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  place(path: YamlPath): Place | undefined;
}

/** The target as used. Takes for granted that the rules found nothing. */
export function toTargetConfig(view: TargetView, surroundings: TargetSurroundings): TargetConfig {
  const { settings } = view;
  const address = addressOf(view, surroundings.environment).text ?? "";
  return {
    id: surroundings.id,
    profile: surroundings.profile,
    connector: settings.connector,
    baseUrl: readBaseUrl(address, surroundings.environment, settings.allowHttp).url ?? "",
    credentials: toCredentials(signInOf(view, surroundings.environment).auth, surroundings),
    connection: toConnection(settings.auth, settings.proxy, surroundings),
    assign: toAssign(settings.assign),
    users: { ...toUsers(view, surroundings.profile), rules: toRules(view, "users") },
    groups: { ...toGroups(settings.groups, surroundings.profile), rules: toRules(view, "groups") },
    origins: surroundings.origins,
    protect: settings.protect,
    limits: toLimits(settings.limits, surroundings.profile.endpoint.paths),
    ...(settings.verify !== undefined && { verify: settings.verify }),
    guard: {
      users: toGuard(settings.guard.users),
      deletions: toGuard(settings.guard.deletions),
      groups: toGuard(settings.guard.groups),
      members: toGuard(settings.guard.members),
      allMembers: toGuard(settings.guard.allMembers),
      creates: toGuard(settings.guard.creates),
      updates: toGuard(settings.guard.updates),
      mapping: toGuard(settings.guard.mapping),
      scope: toGuard(settings.guard.scope),
    },
  };
}

function toAssign({
  groups = [],
  where,
  everyone = false,
  exclude,
}: EffectiveTarget["assign"]): AssignTemplate {
  const against = exclude?.where;
  return {
    groups,
    everyone,
    ...(where !== undefined && { where }),
    ...(exclude !== undefined && {
      exclude: { groups: exclude.groups ?? [], ...(against !== undefined && { where: against }) },
    }),
  };
}

function toUsers(view: TargetView, profile: ConnectorProfile): Omit<TargetConfig["users"], "rules"> {
  const { users } = view.settings;
  const { deprovision, deleteAfter } = endsAsPossible(users, profile);
  const written = (users.attributes ?? {}) as JsonObject;
  const attributes = sendable(written, profile.users);
  const leftOut = refusedIn(written, profile.users);
  function given(key: PathList): readonly string[] {
    // A list that a profile or scimsync brings along speaks only of attributes this target has.
    return isStated(view, ["users", key])
      ? users[key]
      : users[key].filter((path) => givesAttribute(attributes, path));
  }
  const match = given("match").filter((path) => givesAttribute(attributes, path));
  return {
    template: {
      attributes,
      createOnly: given("createOnly"),
      fillIfEmpty: given("fillIfEmpty"),
      clearWhenEmpty: given("clearWhenEmpty"),
      secret: given("secret"),
      ...(users.leavesWhen !== undefined && { leavesWhen: users.leavesWhen }),
    },
    policy: {
      actions: withDelete(users.actions, saidOfAny(deprovision, "delete")),
      match: match.length > 0 ? match : ["userName"],
      deprovision,
      deactivateAfter: toSpan(users.deactivateAfter),
      adopted: users.adopted,
      ...(deleteAfter !== undefined && { deleteAfter: toSpan(deleteAfter) }),
      ...switchingPolicy(profile),
      ...(users.missing !== undefined && { missing: users.missing }),
    },
    ...(leftOut.length > 0 && { leftOut }),
  };
}

function toSpan(written: PerCause<string>): PerCause<number> {
  if (typeof written === "string") return parseDuration(written);
  const spans = Object.entries(written).map(([cause, span = "0d"]) => [cause, parseDuration(span)]);
  return Object.fromEntries(spans) as PerCause<number>;
}

/** `deprovision: delete` says it: the default list of actions does not stand in its way. */
function withDelete(actions: readonly UserAction[], wanted: boolean): readonly UserAction[] {
  return wanted && !actions.includes("delete") ? [...actions, "delete"] : actions;
}

function toGroups(
  stated: EffectiveTarget["groups"],
  profile: ConnectorProfile,
): Omit<TargetConfig["groups"], "rules"> {
  const groups = groupsAsPossible(stated, profile);
  return {
    template: {
      attributes: groups.attributes as JsonObject,
      push: groups.push,
      ...(groups.where !== undefined && { where: groups.where }),
      ...(groups.link !== undefined && { link: groups.link }),
    },
    policy: {
      match: groups.match,
      existing: groups.existing,
      unpushed: groups.unpushed,
      nested: groups.nested,
      ...(groups.empty !== undefined && { empty: groups.empty }),
      ...(groups.otherMembers !== undefined && { otherMembers: groups.otherMembers }),
      ...(groups.missing !== undefined && { missing: groups.missing }),
    },
  };
}

function toLimits(limits: EffectiveTarget["limits"], paths: EndpointPaths): Limits {
  return {
    burst: limits.burst,
    concurrency: limits.concurrency,
    timeout: parseDuration(limits.timeout),
    ...(limits.requestsPerSecond !== undefined && { requestsPerSecond: limits.requestsPerSecond }),
    ...(limits.rates !== undefined && { rates: limits.rates.map((rate) => toRate(rate, paths)) }),
    ...(limits.maxWait !== undefined && { maxWait: parseDuration(limits.maxWait) }),
  };
}

type RateWritten = Exclude<EffectiveTarget["limits"]["rates"], undefined>[number];

function toRate(
  { requests, every, burst, methods, of, perResource }: RateWritten,
  paths: EndpointPaths,
): RateRule {
  return {
    requests,
    every: parseDuration(every),
    ...(burst !== undefined && { burst }),
    ...(methods !== undefined && { methods }),
    // Written as the provider has it; limits are kept by the words of the RFC.
    ...(of !== undefined && { of: usualPath(of, paths) ?? of }),
    ...(perResource !== undefined && { perResource }),
  };
}

function toGuard(limit: EffectiveTarget["guard"]["users"]): TargetConfig["guard"]["users"] {
  return { percent: parsePercent(limit.percent), count: limit.count, floor: limit.floor };
}
