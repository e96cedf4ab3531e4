import PQueue from "p-queue";

/** Work that goes on several at a time. */
export interface Lanes {
  /**
   * Begins the work once there is room for it; it must not reject. It makes room for another when it calls `answered`,
   * or else at its end.
   */
  begin(work: (answered: () => void) => Promise<void>): void;
  /** Resolves when not too much waits to be begun. */
  room(): Promise<void>;
  /** Resolves when all has ended that was begun. */
  allEnded(): Promise<void>;
}

/** While one operation is written down, another takes its place on the wire. */
export function openLanes(concurrency: number): Lanes {
  const queue = new PQueue({ concurrency });
  const underWay = new Set<Promise<void>>();
  function untilAnswered(work: (answered: () => void) => Promise<void>): Promise<void> {
    return new Promise((answered) => {
      const ended = work(answered).finally(() => {
        underWay.delete(ended);
        answered();
      });
      underWay.add(ended);
    });
  }
  return {
    begin: (work) => void queue.add(() => untilAnswered(work)),
    async room() {
      if (queue.size >= concurrency) await queue.onSizeLessThan(concurrency);
    },
    async allEnded() {
      await queue.onIdle();
      await Promise.all(underWay);
    },
  };
}
