import type { SyncEvent } from "./sync-event.ts";

/**
 * Events on their way to one reader. A run never waits for who reads of it, lest leavers keep their access because a
 * log is slow: when `limit` events wait, operations are counted instead of kept. All else is kept, which is a few events
 * for each target.
 */
export class EventQueue {
  readonly #limit: number;
  #waiting: SyncEvent[] = [];
  #closed = false;
  #wake: () => void = () => {};

  constructor(limit: number) {
    this.#limit = limit;
  }

  put(event: SyncEvent): void {
    const last = this.#waiting.at(-1);
    if (event.kind === "reading" && last?.kind === "reading") this.#waiting.pop();
    if (event.kind !== "operation" || this.#waiting.length < this.#limit) this.#waiting.push(event);
    else if (last?.kind === "missed") {
      this.#waiting[this.#waiting.length - 1] = { kind: "missed", operations: last.operations + 1 };
    } else this.#waiting.push({ kind: "missed", operations: 1 });
    this.#wake();
  }

  /** No more will come. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** All that wait, as soon as one does; none once it is closed and empty. */
  async take(): Promise<readonly SyncEvent[]> {
    if (this.#waiting.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
