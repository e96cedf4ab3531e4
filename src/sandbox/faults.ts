import { UsageError } from "../errors.ts";
import type { Random } from "./random.ts";

/** Something that goes wrong by chance, or by rate. Probabilities are from 0 to 1. */
export type Fault =
  /** An error before the write. `retryAfter` is in seconds, sent as such or as an HTTP date. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly probability: number;
      readonly retryAfter?: number;
      readonly form: "seconds" | "date";
    }
  /** The connection is reset: before the write, or after it so that the answer is lost. */
  | { readonly kind: "reset" | "lost"; readonly probability: number }
  /** The answer comes `delay` milliseconds late. */
  | { readonly kind: "slow"; readonly probability: number; readonly delay: number }
  /** More requests than this get 429. */
  | { readonly kind: "limit"; readonly requestsPerSecond: number; readonly burst: number };

const examples = "429:0.3, 429-date:0.1, 500:0.05, reset:0.05, lost:0.05, slow:0.02:2000 or limit:20:5";

/**
 * Reads a fault: `429:0.3` or `429:0.3:5` (Retry-After seconds), `429-date:0.1`, `503:0.05`,
 * `reset:0.05`, `lost:0.05`, `slow:0.02:2000` (milliseconds), `limit:20:5` (a second, and burst).
 * Throws `UsageError`.
 */
export function parseFault(text: string): Fault {
  const [name = "", first, second, ...rest] = text.trim().toLowerCase().split(":");
  if (rest.length > 0) throw notAFault(text, "it has too many parts");
  const [amount, extra] = [readNumber(text, first), readNumber(text, second)];
  if (amount === undefined) throw notAFault(text, "a number must follow the name");
  if (name === "limit") return readLimit(text, amount, extra);
  if (amount > 1) throw notAFault(text, "the probability must be from 0 to 1");
  if (name === "slow") return { kind: "slow", probability: amount, delay: readDelay(text, extra) };
  if (name === "reset" || name === "lost") {
    if (extra !== undefined) throw notAFault(text, `${name} takes a probability only`);
    return { kind: name, probability: amount };
  }
  return readStatus(text, name, amount, extra);
}

/** Writes a fault as `parseFault` reads it. */
export function formatFault(fault: Fault): string {
  if (fault.kind === "limit") return `limit:${fault.requestsPerSecond}:${fault.burst}`;
  if (fault.kind === "slow") return `slow:${fault.probability}:${fault.delay}`;
  if (fault.kind !== "status") return `${fault.kind}:${fault.probability}`;
  const form = fault.form === "date" ? "-date" : "";
  const retryAfter = fault.retryAfter === undefined ? "" : `:${fault.retryAfter}`;
  return `${fault.status}${form}:${fault.probability}${retryAfter}`;
}

function readNumber(text: string, part: string | undefined): number | undefined {
  if (part === undefined) return undefined;
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(part)) throw notAFault(text, `\`${part}\` is not a number`);
  return Number(part);
}

function readLimit(text: string, requestsPerSecond: number, burst = Math.ceil(requestsPerSecond)): Fault {
  if (requestsPerSecond <= 0) throw notAFault(text, "a limit must be more than 0 requests a second");
  if (burst < 1 || !Number.isInteger(burst)) throw notAFault(text, "the burst must be a whole number from 1");
  return { kind: "limit", requestsPerSecond, burst };
}

function readDelay(text: string, delay = 1_000): number {
  if (delay > 600_000) throw notAFault(text, "the delay must be 600000 ms at most");
  return delay;
}

function readStatus(text: string, name: string, probability: number, extra: number | undefined): Fault {
  const [, code, date] = /^(429|5\d\d)(-date)?$/.exec(name) ?? [];
  if (code === undefined) throw notAFault(text, "the name is none that is known");
  const status = Number(code);
  const retryAfter = extra ?? (status === 429 || date !== undefined ? 1 : undefined);
  if (retryAfter !== undefined && !Number.isInteger(retryAfter))
    throw notAFault(text, "Retry-After must be whole seconds");
  const form = date === undefined ? "seconds" : "date";
  return { kind: "status", status, probability, form, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function notAFault(text: string, reason: string): UsageError {
  return new UsageError(`fault \`${text.slice(0, 100)}\`: ${reason}; write for example ${examples}`);
}

/** What is to happen to one request. */
export interface Injury {
  /** As `formatFault` writes it, for the log. */
  readonly name: string;
  readonly kind: "status" | "reset" | "lost" | "slow";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly delay: number;
}

/** Decides for each request in turn which fault hits it, the first in the list that does. */
export class FaultInjector {
  readonly #random: Random;
  readonly #now: () => number;
  #faults: readonly { readonly fault: Fault; readonly bucket: Bucket | undefined }[] = [];

  /** `now` gives milliseconds, for the rate limit and HTTP dates. */
  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  get faults(): readonly Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  set(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({
      fault,
      bucket: fault.kind === "limit" ? { permits: fault.burst, since: this.#now() } : undefined,
    }));
  }

  next(): Injury | undefined {
    for (const { fault, bucket } of this.#faults) {
      const injury =
        fault.kind === "limit"
          ? this.#limited(fault, bucket)
          : this.#random() < fault.probability && this.#injury(fault);
      if (injury) return injury;
    }
    return undefined;
  }

  #injury(fault: Exclude<Fault, { kind: "limit" }>): Injury {
    const name = formatFault(fault);
    if (fault.kind === "slow") return { name, kind: "slow", status: 0, headers: {}, delay: fault.delay };
    if (fault.kind !== "status") return { name, kind: fault.kind, status: 0, headers: {}, delay: 0 };
    const { status, retryAfter, form } = fault;
    const headers = retryAfter === undefined ? {} : { "retry-after": this.#retryAfter(retryAfter, form) };
    return { name, kind: "status", status, headers, delay: 0 };
  }

  // An HTTP date has whole seconds, so it is rounded up: never sooner than asked.
  #retryAfter(seconds: number, form: "seconds" | "date"): string {
    if (form === "seconds") return String(seconds);
    return new Date(Math.ceil(this.#now() / 1000 + seconds) * 1000).toUTCString();
  }

  #limited(fault: Extract<Fault, { kind: "limit" }>, bucket: Bucket | undefined): Injury | undefined {
    if (bucket === undefined) return undefined;
    const now = this.#now();
    const { requestsPerSecond, burst } = fault;
    bucket.permits = Math.min(burst, bucket.permits + ((now - bucket.since) / 1000) * requestsPerSecond);
    bucket.since = now;
    if (bucket.permits >= 1) {
      bucket.permits -= 1;
      return undefined;
    }
    const wait = Math.max(1, Math.ceil((1 - bucket.permits) / requestsPerSecond));
    return {
      name: formatFault(fault),
      kind: "status",
      status: 429,
      headers: { "retry-after": String(wait) },
      delay: 0,
    };
  }
}

interface Bucket {
  permits: number;
  since: number;
}
