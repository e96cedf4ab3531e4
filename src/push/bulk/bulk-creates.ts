import type { EntryId } from "../../plan/operation.ts";
import type { Resource } from "../../scim/resource.ts";
import type { JournaledOperation } from "../../store/journal-store.ts";
import type { SourceKey } from "../../source/record.ts";
import { type Candidate, mostBytes } from "./bulk-batch.ts";
import { bulkLimits, type BulkLimits } from "./bulk-limits.ts";
import { type Asked, BulkSender } from "./bulk-sender.ts";
import type { Wish } from "../make-resource.ts";
import type { PushSession } from "../session.ts";

/** Undefined where bulk requests are not to be used. */
export function openBulkCreates(session: PushSession): BulkCreates | undefined {
  const limits = bulkLimits(session);
  return limits === undefined ? undefined : new BulkCreates(session, limits);
}

interface Waiting extends Asked {
  readonly bytes: number;
}

/**
 * Gathers the creates of a push into bulk requests. To those who ask for a create nothing else changes: they get what was
 * made, or a refusal, as if it had gone alone. One bulk request is under way at a time, so that the next one can name
 * what it made.
 */
export class BulkCreates {
  readonly sender: BulkSender;
  readonly #session: PushSession;
  readonly #limits: BulkLimits;
  /** Work under way, and the source keys of what it is about. */
  readonly #works = new Map<EntryId, Promise<void>>();
  readonly #keys = new Map<EntryId, SourceKey>();
  /** Tell that the work on an entry has come to its create. */
  readonly #signals = new Map<EntryId, () => void>();
  /** Creates that were in a bulk request go alone when they are asked for again. */
  readonly #tried = new WeakSet<Wish>();
  readonly #waiting: Waiting[] = [];
  /** Of all that waits. */
  #bytes = 0;
  #sending: Promise<void> | undefined;

  constructor(session: PushSession, limits: BulkLimits) {
    this.#session = session;
    this.#limits = limits;
    this.sender = new BulkSender(session, limits);
  }

  /**
   * As `ScimClient.create`. Creates of work that `untilGathered` was told of wait for each other until they are enough, or
   * until `sendAll`.
   */
  create(wish: Wish): Promise<Resource | undefined> {
    const signal = this.#signals.get(wish.entry);
    const key = this.#keys.get(wish.entry);
    if (signal === undefined || key === undefined || !this.#mayGather(wish)) return this.sender.alone(wish);
    this.#tried.add(wish);
    const follows = this.#session.store.journal.planned(this.#session.run, wish.entry);
    const candidate = { wish, key, follows };
    const made = new Promise<Resource | undefined>((resolve, reject) => {
      const bytes = mostBytes(candidate);
      this.#bytes += bytes;
      this.#waiting.push({ candidate, bytes, resolve, reject });
    });
    signal();
    if (this.#isEnough) this.#send();
    return made;
  }

  #mayGather(wish: Wish): boolean {
    if (this.sender.isOff || this.#tried.has(wish)) return false;
    // While it is not known what look-ups are worth, one create waits for the other.
    if (!this.#session.finder.isProven(wish.type)) return false;
    // Some take the word for a reference wherever it stands.
    return !JSON.stringify(wish.attributes).includes("bulkId:");
  }

  /**
   * Resolves when the work on an operation is done, or has come to a create that waits for others. `work` must not
   * reject.
   */
  async untilGathered(journaled: JournaledOperation, work: () => Promise<void>): Promise<void> {
    const { entry } = journaled.operation;
    const gathered = new Promise<void>((resolve) => this.#signals.set(entry, resolve));
    this.#keys.set(entry, journaled.operation.key);
    const done = work().finally(() => {
      this.#signals.delete(entry);
      this.#keys.delete(entry);
      this.#works.delete(entry);
    });
    this.#works.set(entry, done);
    await Promise.race([done, gathered]);
  }

  /** Resolves when there is room for another create. */
  async room(): Promise<void> {
    while (this.#isEnough && this.#sending !== undefined) await this.#sending;
  }

  /** What waits to be sent. */
  get gathered(): readonly Candidate[] {
    return this.#waiting.map(({ candidate }) => candidate);
  }

  /** How many more creates the next request may hold. */
  get space(): number {
    return this.#isEnough ? 0 : this.#limits.operations - this.#waiting.length;
  }

  /** Waits until nothing is under way but what waits to be sent. */
  async settled(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
    const waiting = new Set(this.#waiting.map(({ candidate }) => candidate.wish.entry));
    const others = [...this.#works].filter(([entry]) => !waiting.has(entry));
    await Promise.all(others.map(([, done]) => done));
  }

  /** Sends all that waits, and waits until the work on it is done. */
  async sendAll(): Promise<void> {
    while (this.#waiting.length > 0 || this.#sending !== undefined) {
      this.#send();
      await this.#sending;
    }
    await Promise.all(this.#works.values());
  }

  /** Nothing more is sent: whoever waits is told why. */
  abandon(error: unknown): void {
    for (const { reject } of this.#take(this.#waiting.length)) reject(error);
  }

  get #isEnough(): boolean {
    return this.#waiting.length >= this.#limits.operations || this.#bytes >= this.#limits.bytes;
  }

  /** Begins to send what fits into a request, unless one is under way. */
  #send(): void {
    if (this.#sending !== undefined || this.#waiting.length === 0) return;
    // Look-ups end in any order; a push has one.
    this.#waiting.sort((one, other) => (one.candidate.key < other.candidate.key ? -1 : 1));
    this.#sending = this.sender.send(this.#take(this.#fitting())).finally(() => {
      this.#sending = undefined;
      if (this.#isEnough) this.#send();
    });
  }

  #take(count: number): readonly Waiting[] {
    const taken = this.#waiting.splice(0, count);
    this.#bytes -= taken.reduce((sum, { bytes }) => sum + bytes, 0);
    return taken;
  }

  #fitting(): number {
    let left = this.#limits.bytes;
    const first = this.#waiting.slice(0, this.#limits.operations);
    const tooMany = first.findIndex(({ bytes }) => (left -= bytes) < 0);
    return tooMany === -1 ? first.length : Math.max(1, tooMany);
  }
}
