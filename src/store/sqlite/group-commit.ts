import type { Fence } from "./fence.ts";

/** Writes of several that are committed in one transaction. */
export interface GroupCommit {
  /** Resolves with what `write` gave once that is committed; rejects with what it threw, and nothing of it is kept. */
  together<T>(write: () => T): Promise<T>;
  /** Commits now what waits. */
  flush(): void;
}

interface Waiting {
  readonly write: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A transaction costs ten times what is written in it, so those that come in one turn of the event loop share one: an
 * answer of a provider seldom comes alone. Who throws is left out, and the others are committed without them.
 */
export function createGroupCommit(fence: Fence): GroupCommit {
  let waiting: Waiting[] = [];
  function flush(): void {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      const results = fence.commit(() => group.map(({ write }) => write()));
      group.forEach(({ resolve }, index) => resolve(results[index]));
    } catch {
      for (const one of group) commitAlone(fence, one);
    }
  }
  return {
    together<T>(write: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ write, resolve: resolve as (result: unknown) => void, reject });
        if (waiting.length === 1) setImmediate(flush);
      });
    },
    flush,
  };
}

function commitAlone(fence: Fence, { write, resolve, reject }: Waiting): void {
  try {
    resolve(fence.commit(write));
  } catch (error) {
    reject(error);
  }
}
