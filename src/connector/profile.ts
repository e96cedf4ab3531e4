import type { JsonObject } from "../canonical.ts";
import type { AttributeRules } from "./attribute-rule.ts";

/**
 * How a kind of service provider behaves, as data. Each knob answers to one code site; none names a vendor.
 * Defaults (in `generic`) are what RFC 7643 and 7644 ask of a service provider.
 */
export interface ConnectorProfile {
  /** File name without `.yaml`, such as `generic`. */
  readonly name: string;
  readonly title: string;
  readonly endpoint: EndpointProfile;
  readonly users: UsersProfile;
  readonly groups: GroupsProfile;
  /** Defaults for everything a target can say, in the words of the config file. */
  readonly defaults: JsonObject;
}

export interface EndpointProfile {
  /** Content type of what we send. */
  readonly contentType: "application/scim+json" | "application/json";
  /** Extra request headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** `trust`: believe ServiceProviderConfig. `ignore`: do not ask for it. */
  readonly discovery: "trust" | "ignore";
  /** `trust`: check values against `/Schemas`, where there is a ServiceProviderConfig. `ignore`: do not ask for it. */
  readonly schemas: "trust" | "ignore";
}

export interface UsersProfile {
  /** How attributes are changed: PATCH, PUT of the merged resource, or PATCH when the provider says it can. */
  readonly update: "auto" | "patch" | "put";
  /** How several values with a type are changed: one by one through `emails[type eq "work"]`, or all at once. */
  readonly multiValued: "byType" | "whole";
  /** How attributes of an extension are addressed in PATCH: `urn:…:User:department`, or an object under the URN. */
  readonly extensionPath: "colon" | "object";
  /** Attributes that are taken without a word and not kept; the sandbox plays it, a push learns it by itself. */
  readonly drops: readonly string[];
  /** Attributes whose text is kept in lower case; likewise. */
  readonly lowerCases: readonly string[];
  /** What the provider asks of values. */
  readonly rules: AttributeRules;
}

export interface GroupsProfile {
  /** `none`: the provider has no groups, or they cannot be written. */
  readonly support: "full" | "none";
  /** Whether a group may be created with its members, or gets them by PATCH afterwards. */
  readonly create: "withMembers" | "thenPatch";
  /** How members are taken out: `members[value eq "id"]`, a value list, or PATCH/PUT of the rest. */
  readonly removeMembers: "pathFilter" | "valueList";
  readonly update: "auto" | "patch" | "put";
  /** Members in one request at most. */
  readonly membersPerRequest: number;
  /** Whether GET of a group tells its members; if not, our own record of them stands. */
  readonly membersReadable: boolean;
  readonly rules: AttributeRules;
}
