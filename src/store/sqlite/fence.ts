import type { Lock } from "../lock.ts";
import type { Database } from "./open.ts";

/**
 * Keeps a process that may not go on from going on: one whose lock was taken over while it slept, and one that could
 * not write down what it did.
 */
export interface Fence {
  /** Throws when nothing more may be sent or written. */
  check(): void;
  /**
   * Writes in a transaction of its own, under the lock. A fault of the disk keeps further requests back: nobody could
   * write down what becomes of them.
   */
  commit<T>(write: () => T): T;
  /** From now on the lock must be held. */
  hold(lock: Lock): Lock;
}

export function createFence(database: Database): Fence {
  let held: Lock | undefined;
  let failed: { readonly error: unknown } | undefined;
  return {
    check() {
      if (failed !== undefined) throw failed.error;
      held?.confirm();
    },
    commit<T>(write: () => T): T {
      const confirmed = database.transaction(() => {
        held?.confirm();
        return write();
      });
      try {
        return confirmed.immediate();
      } catch (error) {
        if (isFault(error)) failed ??= { error };
        throw error;
      }
    },
    hold(lock) {
      held = lock;
      return {
        confirm: () => lock.confirm(),
        release() {
          held = undefined;
          lock.release();
        },
      };
    },
  };
}

/** Of the file or its disk, and not of what was to be written. */
function isFault(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" && /^SQLITE_(?:FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN)/.test(code);
}
