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
import type { Learnt } from "./learnt.ts";

/** All that a push to one target works with. */
export interface PushSession {
  readonly target: string;
  readonly run: string;
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

/** Which verb changes a resource; learnt when a provider refuses PATCH. */
export interface VerbMemory {
  usesPut(type: ResourceType): boolean;
  patchRefused(type: ResourceType): void;
}

export function rememberVerbs(
  profile: ConnectorProfile,
  capabilities: Capabilities,
  learnt: Learnt,
): VerbMemory {
  return {
    usesPut(type) {
      const stated = type === "User" ? profile.users.update : profile.groups.update;
      const refused = learnt.get(factOf(type)) === "refused";
      return stated === "put" || (stated === "auto" && (refused || capabilities.patch === false));
    },
    patchRefused: (type) => learnt.learn(factOf(type), "refused"),
  };
}

function factOf(type: ResourceType): "users.patch" | "groups.patch" {
  return type === "User" ? "users.patch" : "groups.patch";
}
