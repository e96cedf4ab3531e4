import type { ConnectorProfile } from "../connector/profile.ts";
import type { Keeping } from "./keeping.ts";
import { mappedNames } from "./own-attributes.ts";
import type { QuirkName } from "./quirks/quirk.ts";
import { quirksOf, strictWire, type WireDialect, wireDialectOf } from "./wire-dialect.ts";

/** Where a service provider departs from the RFC, as far as its profile tells. */
export interface Dialect {
  /** How it wants to be spoken to. */
  readonly wire: WireDialect;
  readonly patchesUsers: boolean;
  readonly patchesGroups: boolean;
  readonly hasGroups: boolean;
  /** Whether `members` of a POST count. */
  readonly createsWithMembers: boolean;
  readonly removeMembers: Exclude<ConnectorProfile["groups"]["removeMembers"], "auto">;
  readonly membersPerRequest: number;
  readonly returnsMembers: boolean;
  readonly hasServiceProviderConfig: boolean;
  /** Whether PATCH of a user may say `emails[type eq "work"]`. */
  readonly takesPathFilters: boolean;
  /** How PATCH of a user says what is set: with a path, without one, or without one by keys such as `name.givenName`. */
  readonly patchForm: ConnectorProfile["users"]["patchForm"];
  /** Operations that one PATCH of a user may have. */
  readonly operationsPerRequest: number;
  /** How PATCH names an attribute of an extension. */
  readonly extensionPath: ConnectorProfile["users"]["extensionPath"];
  /** Whether PUT of a user keeps what it leaves out; what is given as null goes. */
  readonly putKeeps: boolean;
  /** What of a user it does not keep as it came. */
  readonly keepsUsers: Keeping;
  /** Attributes of users that the profile maps; those that the RFC does not have are of the service's own. */
  readonly mappedNames: readonly string[];
  /** How access ends and comes back. */
  readonly deactivation: ConnectorProfile["deactivate"];
  /** What becomes of users who are made, and of what is said of them. */
  readonly accounts: Pick<
    ConnectorProfile["users"],
    "create" | "created" | "externalId" | "refuses" | "immutable" | "putDefaults"
  > &
    Pick<ConnectorProfile["reads"], "shows">;
  /** What may be done with groups. */
  readonly groupRules: Pick<
    ConnectorProfile["groups"],
    "support" | "nested" | "membersPerGroup" | "immutable"
  >;
  /** Undefined when there are no bulk requests. */
  readonly bulk: { readonly maxOperations: number; readonly maxPayloadSize: number } | undefined;
  /** How long lists are paged. `firstPage`: every page is the first. */
  readonly paging: Exclude<ConnectorProfile["reads"]["paging"], "auto">;
  /** Whether `totalResults` counts all, or no more than the page. */
  readonly countsAll: boolean;
  readonly filters: boolean;
  /** Which attributes a filter may ask for, any when empty, and what becomes of others. */
  readonly filtering: Pick<ConnectorProfile["matching"], "filterBy" | "otherFilters">;
  /** Whether `excludedAttributes` is understood for members. */
  readonly excludesMembers: boolean;
  /** Media types a body may have. */
  readonly contentTypes: readonly string[];
  /** What it does besides that no RFC allows. */
  readonly quirks: ReadonlySet<QuirkName>;
}

/** What RFC 7643 and 7644 ask of a service provider. */
export const strictDialect: Dialect = {
  wire: strictWire,
  patchesUsers: true,
  patchesGroups: true,
  hasGroups: true,
  createsWithMembers: true,
  removeMembers: "pathFilter",
  membersPerRequest: Number.POSITIVE_INFINITY,
  returnsMembers: true,
  hasServiceProviderConfig: true,
  takesPathFilters: true,
  patchForm: "paths",
  operationsPerRequest: Number.POSITIVE_INFINITY,
  extensionPath: "colon",
  putKeeps: false,
  mappedNames: [],
  keepsUsers: { drops: [], lowerCases: [], volatile: [] },
  deactivation: {
    by: "active",
    effect: "suspend",
    delete: "deletes",
    return: "active",
    inactive: "writable",
    refusals: [],
  },
  accounts: {
    create: "new",
    created: "asSent",
    externalId: "kept",
    refuses: [],
    immutable: [],
    putDefaults: {},
    shows: "all",
  },
  groupRules: { support: "full", nested: "taken", membersPerGroup: 0, immutable: [] },
  bulk: { maxOperations: 1000, maxPayloadSize: 1_048_576 },
  paging: "index",
  countsAll: true,
  filters: true,
  filtering: { filterBy: [], otherFilters: "refused" },
  excludesMembers: true,
  contentTypes: ["application/scim+json", "application/json"],
  quirks: new Set(),
};

/** The dialect of the service that a connector profile describes. */
export function dialectOf(profile: ConnectorProfile | undefined, quirks: readonly QuirkName[] = []): Dialect {
  if (profile === undefined)
    return { ...strictDialect, putKeeps: quirks.includes("putKeeps"), quirks: new Set(quirks) };
  const { endpoint, users, deactivate, groups, reads, matching, bulk } = profile;
  return {
    wire: wireDialectOf(profile),
    patchesUsers: users.update !== "put",
    patchesGroups: groups.update !== "put",
    hasGroups: groups.support !== "none",
    createsWithMembers: groups.create === "withMembers",
    removeMembers: groups.removeMembers === "auto" ? strictDialect.removeMembers : groups.removeMembers,
    membersPerRequest: groups.membersPerRequest,
    returnsMembers: groups.membersReadable !== false,
    hasServiceProviderConfig: endpoint.discovery !== "ignore",
    takesPathFilters: users.multiValued === "byType",
    patchForm: users.patchForm,
    operationsPerRequest: users.operationsPerRequest,
    extensionPath: users.extensionPath,
    putKeeps: users.putOmission === "keeps" || quirks.includes("putKeeps"),
    mappedNames: mappedNames(profile.defaults),
    keepsUsers: {
      drops: users.externalId === "ignored" ? [...users.drops, "externalId"] : users.drops,
      lowerCases: users.lowerCases,
      volatile: users.volatile,
    },
    deactivation: deactivate,
    accounts: { ...users, shows: reads.shows },
    groupRules: groups,
    bulk:
      bulk.use === "never"
        ? undefined
        : { maxOperations: bulk.operationsPerRequest, maxPayloadSize: bulk.bytesPerRequest },
    paging: reads.paging === "auto" ? "index" : reads.paging,
    countsAll: reads.totalResults === "trust",
    filters: matching.filter !== "list",
    filtering: matching,
    excludesMembers: reads.excludeMembers,
    contentTypes:
      endpoint.contentType === "application/json" ? ["application/json"] : strictDialect.contentTypes,
    quirks: new Set([...quirks, ...quirksOf(profile)]),
  };
}
