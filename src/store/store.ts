import type { ApprovalStore } from "./approval-store.ts";
import type { DirectoryStore } from "./directory-store.ts";
import type { JournalStore } from "./journal-store.ts";
import type { LearntStore } from "./learnt-store.ts";
import type { Lock } from "./lock.ts";
import type { MergeStore } from "./merge-store.ts";
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
  readonly journal: JournalStore;
  readonly runs: RunStore;
  readonly approvals: ApprovalStore;
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
  /** Throws `LockedError` when another run has it. */
  lock(now: () => number): Lock;
  close(): void;
}
