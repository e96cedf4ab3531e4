import type { ConnectorProfile } from "../connector/profile.ts";
import type { Keeping } from "./keeping.ts";
import type { QuirkName } from "./quirk.ts";

/** Where a service provider departs from the RFC, as far as its profile tells. */
export interface Dialect {
  readonly patchesUsers: boolean;
  readonly patchesGroups: boolean;
  readonly hasGroups: boolean;
  /** Whether `members` of a POST count. */
  readonly createsWithMembers: boolean;
  readonly removeMembers: ConnectorProfile["groups"]["removeMembers"];
  readonly membersPerRequest: number;
  readonly returnsMembers: boolean;
  readonly hasServiceProviderConfig: boolean;
  /** Whether PATCH of a user may say `emails[type eq "work"]`. */
  readonly takesPathFilters: boolean;
  /** Whether PATCH may say `urn:…:User:department`. */
  readonly takesExtensionPaths: boolean;
  /** What of a user it does not keep as it came. */
  readonly keepsUsers: Keeping;
  /** Media types a body may have. */
  readonly contentTypes: readonly string[];
  /** What it does besides that no RFC allows. */
  readonly quirks: ReadonlySet<QuirkName>;
}

/** What RFC 7643 and 7644 ask of a service provider. */
export const strictDialect: Dialect = {
  patchesUsers: true,
  patchesGroups: true,
  hasGroups: true,
  createsWithMembers: true,
  removeMembers: "pathFilter",
  membersPerRequest: Number.POSITIVE_INFINITY,
  returnsMembers: true,
  hasServiceProviderConfig: true,
  takesPathFilters: true,
  takesExtensionPaths: true,
  keepsUsers: { drops: [], lowerCases: [] },
  contentTypes: ["application/scim+json", "application/json"],
  quirks: new Set(),
};

/** The dialect of the service that a connector profile describes. */
export function dialectOf(profile: ConnectorProfile | undefined, quirks: readonly QuirkName[] = []): Dialect {
  if (profile === undefined) return { ...strictDialect, quirks: new Set(quirks) };
  const { endpoint, users, groups } = profile;
  return {
    patchesUsers: users.update !== "put",
    patchesGroups: groups.update !== "put",
    hasGroups: groups.support !== "none",
    createsWithMembers: groups.create === "withMembers",
    removeMembers: groups.removeMembers,
    membersPerRequest: groups.membersPerRequest,
    returnsMembers: groups.membersReadable,
    hasServiceProviderConfig: endpoint.discovery !== "ignore",
    takesPathFilters: users.multiValued === "byType",
    takesExtensionPaths: users.extensionPath === "colon",
    keepsUsers: { drops: users.drops, lowerCases: users.lowerCases },
    contentTypes:
      endpoint.contentType === "application/json" ? ["application/json"] : strictDialect.contentTypes,
    quirks: new Set(quirks),
  };
}
