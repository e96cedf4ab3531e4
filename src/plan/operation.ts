import type { JsonObject } from "../canonical.ts";
import type { ResourceType, ScimId } from "../scim/resource.ts";
import type { SourceKey } from "../source/record.ts";
import type { AttributeChange } from "./change.ts";
import type { DepartureCause } from "./departure.ts";
import type { SwitchingOff } from "./policy.ts";

/** A record in the store's copy of the directory. */
export type EntryId = number;

/**
 * The order of a push (contract 4): access ends first, so that a run that fails, fails closed, and licences and
 * userNames come free.
 */
export const phases = {
  removeUsers: 1,
  updateUsers: 2,
  /** Whoever took a name of passage, because two swap theirs, gets the right one. */
  finishRenames: 3,
  createUsers: 4,
  reactivateUsers: 5,
  references: 6,
  /** Groups to be deleted whose name another group takes in the same run. */
  freeGroupNames: 7,
  groups: 8,
  finishGroupRenames: 9,
  removeMembers: 10,
  addMembers: 11,
  removeGroups: 12,
} as const;

export type Phase = (typeof phases)[keyof typeof phases];

/** Whether the phase brings what gave way to others in a swap of names to its right name. */
export function finishesRenames(phase: Phase): boolean {
  return phase === phases.finishRenames || phase === phases.finishGroupRenames;
}

interface About {
  readonly entry: EntryId;
  readonly key: SourceKey;
  /** userName or displayName, for people to read. */
  readonly name: string;
  readonly resource: ResourceType;
  readonly phase: Phase;
}

/** Makes the resource; when a look-up finds it already there, links and updates it instead. */
export interface CreateOperation extends About {
  readonly kind: "create";
  /** Secrets are sealed; they are mapped anew when sent. */
  readonly attributes: JsonObject;
}

/** Links a group to one of the target's own, which is read and keeps its attributes. */
export interface LinkOperation extends About {
  readonly kind: "link";
  /** Its id or displayName, as it was stated. */
  readonly to: string;
}

export interface UpdateOperation extends About {
  readonly kind: "update";
  readonly targetId: ScimId | null;
  readonly changes: readonly AttributeChange[];
  /** All that is wanted is to be sent, also what was last sent the same. */
  readonly forced?: true;
}

interface Removal extends About {
  /** For people. */
  readonly cause: string;
  /** Of an account: which of the causes of leaving. */
  readonly departure?: DepartureCause;
}

export interface DeactivateOperation extends Removal, SwitchingOff {
  readonly kind: "deactivate";
  /** Null when it is not known whether an account was made. */
  readonly targetId: ScimId | null;
}

/** Switches a returning user on again and sends whatever differs by now. */
export interface ReactivateOperation extends About {
  readonly kind: "reactivate";
  readonly targetId: ScimId;
  readonly attributes: JsonObject;
  /** Paths of what we once wrote and is wanted no more. */
  readonly removed: readonly string[];
  /** By POST, or by the hand of an administrator there; by `active: true` when undefined. */
  readonly way?: "create" | "byHand";
}

export interface DeleteOperation extends Removal {
  readonly kind: "delete";
  readonly targetId: ScimId;
}

/** Lets go of a resource without touching it. */
export interface UnlinkOperation extends Removal {
  readonly kind: "unlink";
  readonly targetId: ScimId;
}

/** Members are named by entry, since their id at the target may not exist yet. */
export interface MembersOperation extends About {
  readonly kind: "addMembers" | "removeMembers";
  readonly members: readonly EntryId[];
}

export type Operation =
  | CreateOperation
  | LinkOperation
  | UpdateOperation
  | DeactivateOperation
  | ReactivateOperation
  | DeleteOperation
  | UnlinkOperation
  | MembersOperation;

/** What an operation does: `create`, `update`, `addMembers` and so on. */
export type OperationKind = Operation["kind"];
