import type { JsonObject } from "../canonical.ts";
import type { Clock } from "../clock.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { Logger } from "../log.ts";
import type { AttributePolicies } from "../plan/attribute-policies.ts";
import type { EntryId } from "../plan/operation.ts";
import type { GroupPolicy, UserPolicy } from "../plan/policy.ts";
import type { Seal } from "../plan/secret-values.ts";
import type { ScimClient } from "../scim/client.ts";
import type { Capabilities } from "../scim/discovery.ts";
import type { ResourceType, ScimId } from "../scim/resource.ts";
import type { Store } from "../store/store.ts";
import type { BulkCreates } from "./bulk/bulk-creates.ts";
import type { LookUpChoice } from "./find/choose-listing.ts";
import type { Finder } from "./find/finder.ts";
import type { Learnt } from "./learnt.ts";
import type { Failure } from "./outcome.ts";
import { canReadMembers } from "./members/read-members.ts";
import type { Turns } from "./turns.ts";

/** All that a push to one target works with. */
export interface PushSession {
  readonly target: string;
  readonly run: string;
  /** When the run began; milliseconds since the epoch. */
  readonly startedAt: number;
  readonly client: ScimClient;
  readonly store: Store;
  readonly profile: ConnectorProfile;
  readonly capabilities: Capabilities;
  readonly users: UserPushRules;
  readonly groups: GroupPolicy;
  /** Requests in flight at most. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Maps the user anew; undefined when that fails, or nothing is wanted any more. */
  readonly mapAnew: (entry: EntryId) => MappedAnew | undefined;
  readonly seal: (entry: EntryId) => Seal;
  readonly learnt: Learnt;
  readonly verbs: VerbMemory;
  readonly claims: Claims;
  readonly finder: Finder;
  readonly turns: Turns;
  readonly removals: RemovalCourse;
  /** Other targets of the config with the same baseUrl; none when undefined. */
  readonly siblings?: readonly string[];
  /** Whether the config protects what has one of these names or ids. */
  readonly isProtected: (...names: readonly (string | undefined)[]) => boolean;
  /** Aborted when the run shall end: nothing long is begun any more. */
  readonly stop?: AbortSignal;
  /** Told once a push and type how creates are looked for, where there was a choice. */
  readonly onLookUps?: (choice: LookUpChoice) => void;
  /** While a push is under way that may send several creates in one request. */
  readonly bulk?: BulkCreates;
}

/** What this push found out of taking members out, and need not find out again for each group. */
export interface RemovalCourse {
  /** Why it cannot be done, once every way was tried. */
  impossible: Failure | undefined;
}

/** Resources that operations of this push have laid hold of, before the store knows. */
export interface Claims {
  /** False when another entry was first. */
  claim(type: ResourceType, id: ScimId, entry: EntryId): boolean;
}

export function createClaims(): Claims {
  const holders = new Map<string, EntryId>();
  return {
    claim(type, id, entry) {
      const name = `${type} ${id}`;
      const holder = holders.get(name) ?? entry;
      holders.set(name, holder);
      return holder === entry;
    },
  };
}

export interface UserPushRules {
  readonly policy: UserPolicy;
  readonly policies: AttributePolicies;
}

/** What a user shall be at this moment, with all that is never written down. */
export interface MappedAnew {
  /** With the ids of accounts that are there in place of references. */
  readonly resource: JsonObject;
  /** Paths of attributes that name an account which is not there yet; they are not in the resource. */
  readonly waiting: readonly string[];
}

/** Which verb changes a resource; learnt when a provider refuses one. */
export interface VerbMemory {
  usesPut(type: ResourceType): boolean;
  /** Whether PUT may be used when PATCH does not do. */
  mayPut(type: ResourceType): boolean;
  patchRefused(type: ResourceType): void;
  putRefused(type: ResourceType): void;
  /** Whether no way of writing was found in this run by which the target keeps what is sent there. */
  isFutile(type: ResourceType, path: string): boolean;
  noteFutile(type: ResourceType, path: string): void;
}

export function rememberVerbs(
  profile: ConnectorProfile,
  capabilities: Capabilities,
  learnt: Learnt,
): VerbMemory {
  const futile = new Set<string>();
  const statedFor = (type: ResourceType) => (type === "User" ? profile.users.update : profile.groups.update);
  const isRefused = (type: ResourceType, verb: "patch" | "put") =>
    learnt.get(factOf(type, verb)) === "refused";
  return {
    usesPut(type) {
      const stated = statedFor(type);
      if (stated !== "auto" || isRefused(type, "put")) return stated === "put";
      return isRefused(type, "patch") || capabilities.patch === false;
    },
    mayPut(type) {
      // A PUT without the members would take them all out.
      const isWhole = type === "User" || canReadMembers({ profile, learnt });
      return statedFor(type) !== "patch" && isWhole && !isRefused(type, "put");
    },
    patchRefused: (type) => learnt.learn(factOf(type, "patch"), "refused"),
    putRefused: (type) => learnt.learn(factOf(type, "put"), "refused"),
    isFutile: (type, path) => futile.has(`${type} ${path.toLowerCase()}`),
    noteFutile: (type, path) => void futile.add(`${type} ${path.toLowerCase()}`),
  };
}

function factOf<Verb extends "patch" | "put">(
  type: ResourceType,
  verb: Verb,
): `${"users" | "groups"}.${Verb}` {
  return type === "User" ? `users.${verb}` : `groups.${verb}`;
}
