import type { AuditStore } from "./audit-store.ts";
import type { ApprovalStore } from "./approval-store.ts";
import type { DirectoryStore } from "./directory-store.ts";
import type { ForgetStore } from "./forget-store.ts";
import type { GroupStatusStore } from "./group-status-store.ts";
import type { GroupWordStore } from "./group-word-store.ts";
import type { JournalStore } from "./journal-store.ts";
import type { LearntStore } from "./learnt-store.ts";
import type { LinkingStore } from "./linking-store.ts";
import type { Lock, SeenHolder } from "./lock.ts";
import type { BeginMatching } from "./matching-store.ts";
import type { MergeStore } from "./merge-store.ts";
import type { AlertStore } from "./alert-store.ts";
import type { ObservedStore } from "./observed-store.ts";
import type { PruneStore } from "./prune-store.ts";
import type { RosterStore } from "./roster-store.ts";
import type { RekeyStore } from "./rekey-store.ts";
import type { RunStore } from "./run-store.ts";
import type { SchemaStore } from "./schema-store.ts";
import type { TargetStore } from "./target-store.ts";

/** The state of scimsync: the copy of the directory, the links, the journal, the runs. One file, one writer. */
export interface Store {
  readonly directory: DirectoryStore;
  readonly merging: MergeStore;
  readonly targets: TargetStore;
  readonly schemas: SchemaStore;
  readonly learnt: LearntStore;
  readonly observed: ObservedStore;
  readonly linking: LinkingStore;
  readonly beginMatching: BeginMatching;
  readonly rekeying: RekeyStore;
  readonly journal: JournalStore;
  readonly runs: RunStore;
  readonly audit: AuditStore;
  readonly pruning: PruneStore;
  readonly forgetting: ForgetStore;
  readonly approvals: ApprovalStore;
  readonly roster: RosterStore;
  readonly groupWords: GroupWordStore;
  readonly groupStatus: GroupStatusStore;
  readonly alerts: AlertStore;
  /** The random key under which secrets are hashed before they are written down; it never leaves the state file. */
  sealKey(): string;
  /** All of it or nothing. Does not yield to other work. */
  atOnce<T>(write: () => T): T;
  /**
   * Like `atOnce`, in one transaction with whatever else is written in this turn of the event loop. Resolves once it is
   * on disk; rejects with what `write` throws, which touches nobody else. `write` may be called twice.
   */
  together<T>(write: () => T): Promise<T>;
  /**
   * Like `atOnce` for work that waits for others, such as reading files. Nothing else may write meanwhile.
   * Rolled back when it rejects, or when `keep` says so of its result.
   */
  transaction<T>(work: () => Promise<T>, keep?: (result: T) => boolean): Promise<T>;
  /**
   * Notes what time it is, and puts right what was written down in the future when the clock was put back by more than
   * an hour: gives by how many milliseconds.
   */
  keepTime(now: number): number | undefined;
  /** Throws `LockedError` when another run has it. `command` tells others what is done under it, such as `sync`. */
  lock(now: () => number, command: string): Lock;
  /** Who has the lock, without asking for it; undefined when it is free, or its holder is gone. `now` in milliseconds since the epoch. */
  holder(now: number): SeenHolder | undefined;
  /**
   * Throws when no request may leave any more: the lock was taken over meanwhile (`LockedError`), or something could
   * not be written down.
   */
  refuseUnsound(): void;
  /** `StateError` with what to do for a fault of the state file or its disk; any other error as it is. */
  faultOf(error: unknown): unknown;
  close(): void;
}
