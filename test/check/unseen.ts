import type { Json } from "../../src/canonical.ts";
import { isNamed } from "../../src/check/changeable.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";

/** Settings that cannot be seen from outside, each with the reason. */
export const unseen: readonly (readonly [RegExp, string])[] = [
  [/^auth\./, "the credentials are known before the first request"],
  [/^endpoint\.(?:baseUrl|vars)$/, "the address is known before the first request"],
  [/^endpoint\.schemas$/, "what /Schemas says untruly shows with each attribute, and only there"],
  [/^endpoint\.etag$/, "who looks at no version and who is never to be told one answer alike"],
  [/^(?:users|groups)\.rules$/, "values that break a rule are not made up"],
  [/^users\.create$/, "it takes an account that somebody else made and no list shows"],
  [/^users\.volatile$/, "what a service or a person changes later is not there yet"],
  [/^reads\.shows$/, "it takes an account that somebody else made"],
  [/^deactivate\.refusals$/, "it takes an account with a role that none of ours has"],
  [/^pacing\./, "nobody is asked until he asks to wait"],
  [/^bulk\./, "whether several go in one request is a choice, and bulk requests are not tried"],
  [/^groups\.(?:bytesPerRequest|membersPerGroup)$/, "it takes more members than a probe makes"],
];

export interface Difference {
  readonly knob: string;
  /** As the dialect has it. */
  readonly value: Json;
  /** As a probe wrote it. */
  readonly seen: Json;
}

interface Alike {
  readonly knob: string;
  readonly reason: string;
  isSo(difference: Difference, dialect: ConnectorProfile): boolean;
}

/** Values that look alike from outside. */
const alike: readonly Alike[] = [
  {
    knob: "users.update",
    reason: "where PATCH works, auto is patch",
    isSo: ({ value, seen }) => value === "patch" && seen === "auto",
  },
  {
    knob: "groups.update",
    reason: "where PATCH works, auto is patch",
    isSo: ({ value, seen }) => value === "patch" && seen === "auto",
  },
  {
    knob: "groups.update",
    reason: "there are no groups of ours to be changed",
    isSo: (_difference, { groups }) => groups.support !== "full",
  },
  {
    knob: "reads.paging",
    reason: "where pages by startIndex or by cursor work as claimed, auto is that",
    isSo: ({ value, seen }) => (value === "index" || value === "cursor") && seen === "auto",
  },
  {
    knob: "matching.filter",
    reason: "where filters work, auto trusts them",
    isSo: ({ value, seen }) => value === "trust" && seen === "auto",
  },
  {
    knob: "groups.removeMembers",
    reason: "where a path works, auto takes it",
    isSo: ({ value, seen }) => value === "pathFilter" && seen === "auto",
  },
  {
    knob: "reads.pageSize",
    reason: "it takes more users than a probe makes",
    isSo: ({ value, seen }) => seen === 100 && Number(value) > 20,
  },
  {
    knob: "groups.membersPerRequest",
    reason: "it takes more members than a probe makes",
    isSo: ({ value, seen }) => seen === 100 && Number(value) > 20,
  },
  {
    knob: "deactivate.effect",
    reason: "an account that is deleted and one whose id ends are gone alike",
    isSo: ({ value, seen }) => value === "hardDelete" && seen === "idInvalidated",
  },
  {
    knob: "groups.support",
    reason: "groups of others are not touched, so whether they can be changed is not tried",
    isSo: ({ value, seen }) => value === "update" && seen === "read",
  },
  {
    knob: "users.putDefaults",
    reason:
      "a PUT without active shows an account that is off, be it by this setting or by what active is at first",
    isSo: ({ value, seen }) => JSON.stringify([value, seen]) === '[{},{"active":false}]',
  },
  {
    knob: "endpoint.operationCase",
    reason: "the words of PATCH are looked for with users, who are changed by PUT there",
    isSo: (_difference, { users }) => users.update === "put",
  },
  {
    knob: "groups.immutable",
    reason: "and so groups are not changed at all",
    isSo: (_difference, { users, groups }) => users.update === "put" && groups.update === "patch",
  },
  {
    knob: "deactivate.effect",
    reason:
      "it takes a group that tells its members and gets some, and an account that is switched off by active",
    isSo: ({ seen }, dialect) => seen === "unknown" && !isSwitched(dialect),
  },
  {
    knob: "deactivate.return",
    reason: "who is switched off by DELETE, or invited, is not switched on",
    isSo: (_difference, { deactivate, users }) => deactivate.by === "delete" || users.created === "invited",
  },
  {
    knob: "deactivate.effect",
    reason: "who does not come back by active is not watched in a group",
    isSo: ({ seen }, { deactivate }) => seen === "unknown" && deactivate.return !== "active",
  },
  {
    knob: "matching.otherFilters",
    reason: "where everybody is found by each attribute that is asked for, there is no other",
    isSo: (_difference, { matching }) => matching.filterBy.length === 0,
  },
  ...["users.putOmission", "users.putDefaults"].map((knob) => ({
    knob,
    reason: "it is tried with a title, which is not kept there, or beside what the service rewrites",
    isSo: ({ seen }: Difference, { users }: ConnectorProfile) =>
      (seen === "unknown" || JSON.stringify(seen) === "{}") &&
      (users.volatile.length > 0 || isNamed([...users.drops, ...users.refuses], "title")),
  })),
  ...["users.patchForm", "users.multiValued", "users.extensionPath", "users.alone"].map((knob) => ({
    knob,
    reason: "where users are changed by PUT, no PATCH is sent",
    isSo: (_difference: Difference, { users }: ConnectorProfile) => users.update === "put",
  })),
  ...["endpoint.patchAnswers", "users.operationsPerRequest", "users.immutable", "matching.filterBy"].map(
    (knob) => ({
      knob,
      reason: "nothing that a PATCH may change, and a filter ask for, is kept there",
      isSo: (_difference: Difference, { users }: ConnectorProfile) =>
        ["title", "name", "displayName"].every((path) => isNamed(users.drops, path)),
    }),
  ),
  {
    knob: "users.update",
    reason: "addresses that the service rewrites look like a PATCH that is not done",
    isSo: ({ seen, value }, { users }) =>
      seen === "put" && value === "patch" && isNamed(users.volatile, "emails"),
  },
  {
    knob: "users.operationsPerRequest",
    reason: "a value that the service rewrites looks like one that was not taken beside others",
    isSo: ({ seen }, { users }) => seen === 1 && users.volatile.length > 0,
  },
  ...["users.putOmission", "groups.membersReadable", "deactivate.effect", "deactivate.delete"].map(
    (knob) => ({
      knob,
      reason: "nobody has said yet what it is, so the sandbox plays something, which is seen",
      isSo: ({ value }: Difference) => value === "unknown",
    }),
  ),
];

function isSwitched({ deactivate, users, groups }: ConnectorProfile): boolean {
  const isReached = !(users.update === "put" && groups.update === "patch");
  const hasMembers = groups.support === "full" && groups.membersReadable !== false && isReached;
  return deactivate.by === "active" && users.created !== "invited" && hasMembers;
}

export function cannotBeSeen(dialect: ConnectorProfile, difference: Difference): boolean {
  return (
    unseen.some(([pattern]) => pattern.test(difference.knob)) ||
    alike.some((one) => one.knob === difference.knob && one.isSo(difference, dialect))
  );
}
