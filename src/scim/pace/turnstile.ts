import type { Clock } from "../../clock.ts";
import type { Logger } from "../../log.ts";
import { type Ahead, countAhead } from "./ahead.ts";
import { type AdaptivePace, createAdaptivePace } from "./adaptive-pace.ts";
import { type Alarm, createAlarm } from "../alarm.ts";
import type { Limits } from "./limits.ts";
import type { PacingHeaders } from "./pacing-headers.ts";
import { createPauseGate, type PauseGate } from "./pause-gate.ts";
import { type Allowance, createQuotas, type Quotas } from "./quotas.ts";
import type { Bucket, Departure, RateLimiter } from "./rate-limiter.ts";
import { createRefusalStreak, type RefusalStreak } from "./refusal-streak.ts";
import { defaultMaxWait } from "./retry-after.ts";
import { readThrottling, type Throttling } from "./throttling.ts";
import { createToldQuota, type ToldQuota } from "./told-quota.ts";
import type { ScimRequest, ScimResponse } from "../connection/transport.ts";

export interface TurnstileParts {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly headers: PacingHeaders;
  readonly log: Logger;
  readonly random: () => number;
  /** Absent where no rate is set. */
  readonly bucket: Bucket | undefined;
}

interface Waiting {
  readonly request: ScimRequest;
  readonly allowance: Allowance;
  readonly go: (departure: Departure) => void;
}

/**
 * Lets the requests of one target through one at a time, in the order they came; one that has to wait for a limit of its own
 * lets others pass. Whatever may change what is allowed (time, an answer, a permit) turns it.
 */
export class Turnstile implements RateLimiter {
  readonly #parts: TurnstileParts;
  readonly #gate: PauseGate = createPauseGate();
  readonly #told: ToldQuota;
  readonly #pace: AdaptivePace;
  readonly #alarm: Alarm;
  readonly #quotas: Quotas;
  readonly #waiting: Waiting[] = [];
  readonly #streak: RefusalStreak;
  #inFlight = 0;
  /** Since when, and how long before, requests waited although there were places in flight. */
  #heldSince: number | undefined;
  #heldBefore = 0;

  constructor(parts: TurnstileParts) {
    const { limits, clock, headers, log } = parts;
    this.#parts = parts;
    this.#told = createToldQuota(headers.quota, limits.maxWait ?? defaultMaxWait, log);
    this.#pace = createAdaptivePace(limits.requestsPerSecond, log);
    this.#quotas = createQuotas(limits.rates ?? []);
    this.#streak = createRefusalStreak(parts.random);
    this.#alarm = createAlarm(clock, () => this.#turn());
  }

  acquire(request: ScimRequest, signal?: AbortSignal, hurry?: AbortSignal): Promise<Departure> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(reasonOf(signal));
      const forget = (): void => {
        signal?.removeEventListener("abort", giveUp);
        hurry?.removeEventListener("abort", giveUp);
      };
      const waiting: Waiting = {
        request,
        allowance: this.#quotas.allowanceOf(request, this.#now),
        go(departure) {
          forget();
          resolve(departure);
        },
      };
      const giveUp = (): void => {
        forget();
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        this.#turn();
        reject(reasonOf(signal?.aborted === true ? signal : hurry));
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      hurry?.addEventListener("abort", giveUp, { once: true });
      this.#waiting.push(waiting);
      this.#turn();
      if (hurry?.aborted === true && this.#waiting.includes(waiting)) giveUp();
    });
  }

  throttling(response: ScimResponse): Throttling | undefined {
    return readThrottling(response, this.#parts.headers, this.#now);
  }

  get pausedFor(): number {
    return Math.max(0, this.#gate.until - this.#now);
  }

  get refusedFor(): number {
    return this.#streak.lasts(this.#now);
  }

  get throttledMs(): number {
    return this.#gate.shutMs;
  }

  get heldMs(): number {
    return this.#heldBefore + (this.#heldSince === undefined ? 0 : this.#now - this.#heldSince);
  }

  heldFor(ahead: readonly Ahead[]): number {
    const now = this.#now;
    const more = countAhead(ahead);
    if (more <= 0) return 0;
    const { bucket } = this.#parts;
    const atRate = bucket === undefined ? 0 : (more * 1000) / bucket.perSecond;
    const atPace = this.pausedFor + Math.max(atRate, this.#pace.timeFor(more));
    return Math.max(atPace, this.#told.timeFor(more, now), this.#quotas.timeFor(ahead, now));
  }

  async close(): Promise<void> {
    this.#alarm.set(Number.POSITIVE_INFINITY);
    await this.#parts.bucket?.close();
  }

  get #now(): number {
    return this.#parts.clock.now();
  }

  #turn(): void {
    const now = this.#now;
    let next = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#waiting.length;) {
      const waiting = this.#waiting[at];
      const all = this.#readyForAll(now);
      const ready = Math.max(all, waiting?.allowance.readyAt(now) ?? now);
      if (waiting !== undefined && ready <= now) {
        this.#waiting.splice(at, 1);
        waiting.go(this.#depart(waiting, now));
        continue;
      }
      next = Math.min(next, ready);
      if (all > now) break;
      at += 1;
    }
    this.#noteHeld(now);
    this.#alarm.set(this.#waiting.length === 0 ? Number.POSITIVE_INFINITY : next);
    this.#refill(now);
  }

  #noteHeld(now: number): void {
    const isHeld = this.#waiting.length > 0 && this.#inFlight < this.#parts.limits.concurrency;
    if (isHeld === (this.#heldSince !== undefined)) return;
    this.#heldBefore = this.heldMs;
    this.#heldSince = isHeld ? now : undefined;
  }

  /** When the next request may go, whichever it is. */
  #readyForAll(now: number): number {
    if (this.#inFlight >= this.#parts.limits.concurrency) return Number.POSITIVE_INFINITY;
    const told = this.#told.readyAt(now);
    if (told > now) {
      // Answers that are under way will tell anew.
      if (this.#inFlight > 0) return Number.POSITIVE_INFINITY;
      this.#gate.hold(now, told);
    }
    const { bucket } = this.#parts;
    const ready = Math.max(this.#gate.readyAt(now), this.#pace.readyAt(now));
    return bucket === undefined || bucket.isFilled || ready > now ? ready : Number.POSITIVE_INFINITY;
  }

  /** Permits are bought only while nothing is paused, or all who waited would go at once at its end. */
  #refill(now: number): void {
    const isWanted = (): boolean => this.#waiting.length > 0 && this.#gate.readyAt(this.#now) <= this.#now;
    if (this.#gate.readyAt(now) <= now) this.#parts.bucket?.fill(isWanted, () => this.#turn());
  }

  #depart({ allowance }: Waiting, now: number): Departure {
    const arrived = allowance.depart(now);
    const pauses = this.#gate.pass();
    const isFirst = this.#told.depart(now);
    this.#pace.depart(now);
    this.#parts.bucket?.take();
    this.#inFlight += 1;
    return {
      answered: (response) => {
        const then = this.#now;
        this.#inFlight -= 1;
        arrived(then);
        this.#told.answered(isFirst, response?.headers, then, this.#inFlight);
        const throttling = response && readThrottling(response, this.#parts.headers, then);
        if (throttling !== undefined) this.#refused(throttling, pauses, then);
        else this.#notRefused(response !== undefined, pauses);
        this.#turn();
      },
    };
  }

  /** Silence tells nothing, but it lets the others through: somebody has to find out. */
  #notRefused(isAnswer: boolean, pauses: number): void {
    if (isAnswer) {
      this.#streak.end();
      this.#pace.taken();
    }
    this.#gate.answered(pauses);
  }

  /** Several requests that were under way are refused together: that is one refusal, and the longest pause holds. */
  #refused({ asked }: Throttling, pauses: number, now: number): void {
    const isNews = pauses === this.#gate.pauses;
    if (!isNews && now < this.#gate.until) {
      if (asked !== undefined) this.#gate.hold(now, now + asked);
      return;
    }
    const ms = this.#streak.refused(now, asked);
    this.#gate.pause(now, ms);
    this.#parts.bucket?.empty();
    if (isNews) this.#pace.refused(now, ms);
    this.#parts.log.debug({ ms, asked: asked !== undefined }, "target paused");
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}
