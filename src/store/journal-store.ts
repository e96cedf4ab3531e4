import type { Json, JsonObject } from "../canonical.ts";
import type { Guarded } from "../plan/guard.ts";
import type { EntryId, Operation, OperationKind, Phase, UpdateOperation } from "../plan/operation.ts";
import type { NotKept } from "../plan/remark.ts";
import type { ResourceType, ScimId } from "../scim/resource.ts";
import type { SourceKey } from "../source/record.ts";

/**
 * `planned` → `sent` (intent recorded, request under way) → one of the ends. `held` and `dropped` operations never
 * go out in this run.
 */
export type OperationState = "planned" | "held" | "dropped" | "sent" | OutcomeState;

export type OutcomeState = "succeeded" | "failed" | "skipped" | "indeterminate";

/** How an operation ended; kept for the audit trail. */
export interface RecordedOutcome {
  readonly state: OutcomeState;
  /** What became of it where the kind alone does not say: `created`, `linked`, `recreated`, … */
  readonly result?: string;
  /** Failure code of the closed list. */
  readonly code?: string;
  readonly httpStatus?: number | undefined;
  readonly scimType?: string;
  /** The verb of the last request that wrote; of a failure, that of the request that failed. */
  readonly method?: string | undefined;
  /** Of a failure: the path of that request below the base URL, and its id at the target. */
  readonly path?: string;
  readonly requestId?: string;
  readonly detail?: string;
  /** Members added or removed. */
  readonly members?: number | undefined;
  /** What the target did not keep as it was sent. */
  readonly notKept?: readonly NotKept[] | undefined;
}

export interface JournaledOperation {
  readonly seq: number;
  readonly operation: Operation;
  readonly state: OperationState;
  readonly outcome?: RecordedOutcome;
  /** Milliseconds since the epoch, of the last change of state. */
  readonly at?: number;
}

/** How many operations a guard has to judge. */
export interface GuardTally {
  /** Planned in a run, and not released. */
  readonly planned: number;
  /** Done under the guard since some time, and not released. */
  readonly recent: number;
}

/** A row of a count by kind, resource, state and result. */
export interface OperationTally {
  readonly kind: OperationKind;
  readonly resource: ResourceType;
  readonly phase: Phase;
  readonly state: OperationState;
  readonly result: string | null;
  /** Failure code; an operation that a run left under way has none. */
  readonly code: string | null;
  readonly count: number;
  /** Members the operations name. */
  readonly plannedMembers: number;
  /** Members that were added or removed. */
  readonly doneMembers: number;
}

/** The journal: every operation from plan to outcome, on disk before a request is sent. */
export interface JournalStore {
  append(run: string, target: string, operation: Operation): number;
  /** Drops references to accounts that neither exist nor come to exist in this run; gives how many. */
  dropUnreachableReferences(run: string, target: string): number;
  /** What was dropped, in the order of a push. */
  dropped(run: string, after: Cursor | undefined, limit: number): readonly JournaledOperation[];
  tallyGuarded(run: string, target: string, guarded: Guarded, since: number): GuardTally;
  /** Planned operations that a guard counts and nobody released, after a place in the order of keys. */
  nextGuarded(
    run: string,
    guarded: Guarded,
    after: Pick<Cursor, "key" | "seq"> | undefined,
    limit: number,
  ): readonly HeldOperation[];
  /** Notes that what is left of them goes under the guard, which counts it for a day. */
  countGuarded(run: string, guarded: Guarded): void;
  /** The same of one removal of members, of whom so many keep their account. */
  countMembers(seq: number, leaving: number): void;
  /** The same of accounts to be made or switched on again. */
  countArrivals(run: string, entries: readonly EntryId[]): void;
  /** The same of an update that comes from the mapping alone. */
  countMapping(seq: number): void;
  /** Updates from the mapping alone that went under their guard since then. */
  recentMapping(target: string, since: number): number;
  /** Members taken out under the guards since then, by group. */
  recentMembers(target: string, since: number): ReadonlyMap<EntryId, number>;
  /** Accounts made or switched on again under the guard since then. */
  recentArrivals(target: string, since: number): number;
  /** Somebody said that the operation may go: guards neither count nor hold it. */
  release(seq: number): void;
  hold(seq: number): void;
  /** Holds all that is planned for an entry in this run. */
  holdEntry(run: string, entry: EntryId): void;
  /** Operations that a run holds, in the order of a push. */
  held(run: string, after: Cursor | undefined, limit: number): readonly JournaledOperation[];
  /** What was held of an entry by the last run that held anything of it, and which run that was. */
  lastHeld(
    target: string,
    entry: EntryId,
  ): { readonly run: string; readonly operations: readonly JournaledOperation[] } | undefined;
  /** Takes back what is planned for an entry in this run. */
  withdraw(run: string, entry: EntryId): void;
  /** Planned updates of users that come from a changed mapping: their record did not change, or they were held for it. */
  mappingUpdates(caused: MappingCause): MappingUpdates;
  /** Takes one planned operation back. */
  drop(seq: number): void;
  /** What is still planned for an entry. */
  planned(run: string, entry: EntryId): readonly JournaledOperation[];
  /** Updates that are planned for an entry. */
  plannedUpdates(run: string, entry: EntryId): readonly PlannedUpdate[];
  /** Planned operations of a phase in order of key, after `seq` in that order. */
  next(run: string, phase: Phase, after: Cursor | undefined, limit: number): readonly JournaledOperation[];
  /** Whether the run makes the entry's resource, or made it. */
  isMade(run: string, entry: EntryId): boolean;
  /** The last run of a target that planned anything. */
  lastRun(target: string): string | undefined;
  /** Whether the run has changed the entry's resource already. */
  changed(run: string, entry: EntryId): boolean;
  /** Members the run plans to add to a group. */
  plannedMembers(run: string, group: EntryId): readonly EntryId[];
  /** Members whose addition was sent at some time without its answer being recorded. */
  doubtfulMembers(target: string, group: EntryId): readonly EntryId[];
  /** Those who were sent to be added or removed likewise; none of before a later run in which the group was changed. */
  unsureMembers(target: string, group: EntryId): readonly EntryId[];
  /**
   * Attributes that were sent to make the entry's resource without an answer that tells whether it was made, the last
   * first; none once an operation of the entry succeeded since. Secrets are sealed.
   */
  doubtfulCreates(target: string, entry: EntryId): readonly JsonObject[];
  /**
   * What was sent to change the entry's resource without an answer that tells whether it was done, the first first; none
   * of before a later run in which an operation of the entry succeeded.
   */
  doubtfulChanges(target: string, entry: EntryId): readonly Operation[];
  /** Whether an operation of the entry in this run was sent without such an answer. */
  isDoubtful(run: string, entry: EntryId): boolean;
  markSent(seq: number, at: number): void;
  /** Takes `markSent` back: it turned out that nothing left. */
  markUnsent(seq: number): void;
  recordOutcome(seq: number, outcome: RecordedOutcome, at: number): void;
  hasOpen(target: string): boolean;
  /**
   * What a run did not finish is thought about again: its records get an attention, `indeterminate` where a request
   * may have gone out, `unfinished` where none did.
   */
  returnOpen(target: string, at: number): void;
  /** Operations of a run that were planned, or begun, and of which no outcome is known. */
  countOpen(run: string): number;
  countPlanned(run: string): number;
  /** Creates of a run that have no outcome yet, by type. */
  countCreates(run: string): Readonly<Record<ResourceType, number>>;
  /** Operations of a run that failed, in the order of a push. */
  failed(run: string, limit: number): readonly JournaledOperation[];
  tally(run: string): readonly OperationTally[];
  /** Paths at which a run saw what was sent not kept for the second time or more; those of most accounts first. */
  notSticky(run: string, limit: number): readonly NotSticky[];
  /** What was sent for an entry at a target, or held, the latest first. */
  history(target: string, entry: EntryId, limit: number): readonly PastOperation[];
  /** All operations of a run in the order of a push. */
  operations(run: string, after: Cursor | undefined, limit: number): readonly JournaledOperation[];
}

/** An operation of an entry, and the run that it belongs to. */
export interface PastOperation extends JournaledOperation {
  readonly run: string;
  readonly mode: string;
}

export interface MappingCause {
  readonly run: string;
  readonly target: string;
  /** Whether the mapping is another one than in the last run. */
  readonly changed: boolean;
  /** Up to which records were thought about under the mapping of before. */
  readonly revision: number;
}

export interface MappingUpdates {
  readonly users: number;
  readonly operations: () => Iterable<PlannedUpdate & { readonly entry: EntryId }>;
}

/** A path at which a target does not keep what is sent. */
export interface NotSticky {
  readonly resource: ResourceType;
  readonly path: string;
  /** How many accounts or groups it was seen of. */
  readonly count: number;
  /** One of them. */
  readonly example: {
    readonly key: string;
    readonly name: string;
    /** Null when it was to be removed. */
    readonly sent: Json;
    /** Null when there is nothing. */
    readonly found: Json;
  };
}

export interface PlannedUpdate {
  readonly seq: number;
  readonly operation: UpdateOperation;
}

export interface HeldOperation {
  readonly seq: number;
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly name: string;
  readonly kind: OperationKind;
  readonly targetId: ScimId | null;
}

/** A place in the order of a push. */
export interface Cursor {
  readonly phase: Phase;
  readonly key: string;
  readonly seq: number;
}
