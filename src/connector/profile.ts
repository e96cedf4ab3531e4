import type { JsonObject } from "../canonical.ts";
import type { PacingHeaders } from "../scim/pace/pacing-headers.ts";
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
  readonly reads: ReadsProfile;
  readonly matching: MatchingProfile;
  readonly pacing: PacingHeaders;
  readonly bulk: BulkProfile;
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
  /** `auto`: PUT says If-Match where ServiceProviderConfig speaks of ETags and a 412 proved it. `never`: it does not. */
  readonly etag: "auto" | "never";
}

export interface UsersProfile {
  /** How attributes are changed: PATCH, PUT of the merged resource, or PATCH when the provider says it can. */
  readonly update: "auto" | "patch" | "put";
  /** How several values with a type are changed: one by one through `emails[type eq "work"]`, or all at once. */
  readonly multiValued: "byType" | "whole";
  /**
   * How PATCH says what changes: an operation with a path for each, one operation without path whose value is an object,
   * or the same with keys such as `name.givenName`. Removals always have a path.
   */
  readonly patchForm: "paths" | "noPath" | "dottedKeys";
  /** Operations in one PATCH at most. */
  readonly operationsPerRequest: number;
  /**
   * How attributes of an extension are addressed in PATCH: `urn:…:User:department`, `urn:…:User.department`, or an
   * object under the URN.
   */
  readonly extensionPath: "colon" | "dot" | "object";
  /** What a PUT does with attributes that it leaves out. `keeps`: they must be sent as null to go. */
  readonly putOmission: "clears" | "keeps";
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
  /**
   * How members are taken out: `members[value eq "id"]`, a value list, or by replacing the list with the rest. `auto`: the
   * first of these that is seen to take out those who are named and nobody else.
   */
  readonly removeMembers: "auto" | "pathFilter" | "valueList" | "replace";
  readonly update: "auto" | "patch" | "put";
  /** Members in one request at most. */
  readonly membersPerRequest: number;
  /** Bytes of one request about members at most. */
  readonly bytesPerRequest: number;
  /** Whether GET of a group tells its members; if not, our own record of them stands. */
  readonly membersReadable: boolean;
  readonly rules: AttributeRules;
}

export interface ReadsProfile {
  /**
   * How long lists are read. `auto`: by cursor where ServiceProviderConfig speaks of it (RFC 9865), else by `startIndex`.
   * `none`: one request gives all. `firstPage`: only the first page can be had, so that absence proves nothing.
   */
  readonly paging: "auto" | "index" | "cursor" | "none" | "firstPage";
  /** Resources asked for in one page. */
  readonly pageSize: number;
  /** Whether `totalResults` is true. */
  readonly totalResults: "trust" | "ignore";
  /** Whether `excludedAttributes=members` is understood. */
  readonly excludeMembers: boolean;
}

export interface MatchingProfile {
  /**
   * How an account is looked for. `auto`: by filter, once a look-up whose answer is known showed that filters work, else
   * by listing once. `trust`: by filter. `list`: by listing once.
   */
  readonly filter: "auto" | "trust" | "list";
}

export interface BulkProfile {
  /** `offered`: several creates go in one request where ServiceProviderConfig offers it (RFC 7644 §3.7). */
  readonly use: "never" | "offered";
  /** Operations in one request at most; the provider's own limit holds besides. */
  readonly operationsPerRequest: number;
  readonly bytesPerRequest: number;
}
