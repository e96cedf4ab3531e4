import type { Json } from "../../src/canonical.ts";

/** A knob that can be dropped without notice, and why that is no matter. */
export interface Unnoticed {
  readonly knob: string;
  /** Of this value only. */
  readonly value?: Json;
  /** Of these connectors only. */
  readonly of?: readonly string[];
  readonly because: string;
}

/** Neither side is missed. */
export const unnoticed: readonly Unnoticed[] = [
  {
    knob: "groups.create",
    because: "members never go with a new group, whatever it says",
  },
  {
    knob: "groups.membersReadable",
    value: true,
    because: "what is not known is found out by the first read, and a service without the knob tells them",
  },
  {
    knob: "users.putOmission",
    value: "clears",
    because: "what is not known is found out by the first PUT, and a service without the knob clears",
  },
  {
    knob: "users.putDefaults",
    value: { active: false },
    because: "each PUT says active in any case",
  },
  {
    knob: "deactivate.effect",
    value: "suspend",
    because: "what is not known is taken for that",
  },
  {
    knob: "deactivate.effect",
    value: "removesMembership",
    because: "who comes back is switched on under the same id, as with suspend; what people are told differs",
  },
  {
    knob: "deactivate.delete",
    value: "unsupported",
    because: "nobody is deleted by the config of the suite where it cannot be done",
  },
  {
    knob: "users.update",
    value: "put",
    of: ["postman"],
    because: "ServiceProviderConfig says that there is no PATCH, and is believed there",
  },
  {
    knob: "users.putOmission",
    value: "keeps",
    of: ["quickbase"],
    because: "PATCH is taken there, so that PUT is sent only where a service refuses it in truth",
  },
  {
    knob: "users.operationsPerRequest",
    of: ["sentry"],
    because: "nobody's account there has two attributes that could change at once",
  },
  {
    knob: "groups.operationsPerRequest",
    of: ["google-cloud-identity"],
    because: "one member goes in a request there, which is one operation",
  },
  {
    knob: "groups.bytesPerRequest",
    of: ["miro"],
    because: "three members in a request never have so many bytes, nor do eight",
  },
  {
    knob: "users.externalId",
    value: "isId",
    because: "ids are taken from answers, whatever they look like",
  },
  {
    knob: "users.externalId",
    value: "ignored",
    of: ["sentry"],
    because: "users.drops of the same profile names it, too",
  },
  {
    knob: "users.volatile",
    value: ["name"],
    of: ["sentry"],
    because: "users.drops of the same profile names it, too, so that it is not sent",
  },
  {
    knob: "users.volatile",
    value: ["displayName"],
    of: ["slack"],
    because: "its mapping sends it when an account is made, and what is createOnly is not compared",
  },
  {
    knob: "users.drops",
    value: ["addresses.type"],
    because: "its mapping sends no addresses",
  },
  {
    knob: "users.lowerCases",
    value: ["userName"],
    of: ["launchdarkly"],
    because: "its mapping writes names in lower case itself",
  },
  {
    knob: "users.rules",
    of: ["snowflake"],
    because: "its rules are of lists with one value at most, and no mapping of the suite has more",
  },
  {
    knob: "matching.otherFilters",
    because:
      "who knows matching.filterBy sends no other filter, and where that is not known every filter is understood",
  },
  {
    knob: "matching.filterBy",
    of: ["sentry"],
    because: "its mapping has nothing but a name that could be asked for",
  },
  {
    knob: "groups.update",
    value: "patch",
    because: "PATCH is tried first where nothing is known, and PUT only once it is refused",
  },
  {
    knob: "groups.removeMembers",
    value: "pathFilter",
    because: "it is the first way that is tried where nothing is known",
  },
  {
    knob: "reads.paging",
    value: "index",
    because: "without it lists are paged so, too, unless ServiceProviderConfig speaks of cursors",
  },
  {
    knob: "users.created",
    value: "active",
    because: "whoever shall not be active is not made, so that everybody is sent as active",
  },
  {
    knob: "users.rules",
    value: { userName: { required: true } },
    because: "no mapping gives an account without a userName, whatever the rules say",
  },
  {
    knob: "groups.rules",
    value: { displayName: { required: true } },
    because: "a group without a name is sent by nobody, whatever the rules say",
  },
  {
    knob: "users.update",
    value: "patch",
    because: "PATCH is tried first where nothing is known, and PUT only once it is refused",
  },
];

/** A client finds it out by itself, so that only a service that does not play it is noticed. */
export const foundOut: readonly Unnoticed[] = [
  {
    knob: "endpoint.patchAnswers",
    because: "what a PATCH kept is read where its answer does not tell it",
  },
  { knob: "reads.paging", value: "cursor", because: "ServiceProviderConfig speaks of cursors" },
  { knob: "pacing.retryAfter.form", value: "unix", because: "a number that is an instant is seen to be one" },
  {
    knob: "groups.support",
    value: "none",
    because: "the config of the suite pushes no groups where there are none",
  },
];
