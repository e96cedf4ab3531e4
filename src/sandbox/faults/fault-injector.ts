import { type PacingHeaders, usualPacingHeaders } from "../../scim/pace/pacing-headers.ts";
import { type Fault, formatFault } from "./faults.ts";
import type { Limit, WaitForm } from "./limit-fault.ts";
import type { Random } from "../random.ts";
import { openLimit, type RequestLimit } from "./request-limit.ts";

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

export interface Verdict {
  readonly injury?: Injury;
  /** What the answer says besides, whatever it is. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The part of a request that limits look at; the path is below the base URL. */
export interface Arriving {
  readonly method: string;
  readonly path: string;
}

/** Decides for each request in turn which fault hits it, the first in the list that does. */
export class FaultInjector {
  readonly #random: Random;
  readonly #now: () => number;
  readonly #names: PacingHeaders;
  #faults: readonly { readonly fault: Fault; readonly limit?: RequestLimit }[] = [];

  /** `now` gives milliseconds; `names` are the headers by which waits and quotas are told. */
  constructor(random: Random, now: () => number, names: PacingHeaders = usualPacingHeaders) {
    this.#random = random;
    this.#now = now;
    this.#names = names;
  }

  get faults(): readonly Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  set(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) =>
      fault.kind === "limit" || fault.kind === "window"
        ? { fault, limit: openLimit(fault, this.#now()) }
        : { fault },
    );
  }

  next(request: Arriving): Verdict {
    const headers: Record<string, string> = {};
    for (const { fault, limit } of this.#faults) {
      if (fault.kind === "quota") {
        Object.assign(headers, this.#told(fault.remaining, fault.reset * 1000));
        continue;
      }
      const injury =
        fault.kind === "limit" || fault.kind === "window"
          ? limit && isFor(fault, request) && this.#limited(fault, limit)
          : this.#random() < fault.probability && this.#injury(fault);
      if (limit && "told" in fault && isFor(fault, request))
        Object.assign(headers, this.#told(limit.remaining(this.#now()), limit.resetIn(this.#now())));
      if (injury) return { injury, headers };
    }
    return { headers };
  }

  #injury(fault: Exclude<Fault, Limit | { kind: "quota" }>): Injury {
    const name = formatFault(fault);
    if (fault.kind === "slow") return { name, kind: "slow", status: 0, headers: {}, delay: fault.delay };
    if (fault.kind !== "status") return { name, kind: fault.kind, status: 0, headers: {}, delay: 0 };
    const { status, retryAfter, form } = fault;
    const headers = retryAfter === undefined ? {} : this.#retryAfter(retryAfter, form);
    return { name, kind: "status", status, headers, delay: 0 };
  }

  #limited(fault: Limit, limit: RequestLimit): Injury | undefined {
    const wait = limit.take(this.#now());
    if (wait === undefined) return undefined;
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    const headers = this.#retryAfter(seconds, fault.form ?? "seconds");
    const [status = 429] = this.#names.retryStatuses ?? [];
    return { name: formatFault(fault), kind: "status", status, headers, delay: 0 };
  }

  #retryAfter(seconds: number, form: WaitForm): Record<string, string> {
    if (form === "bare") return {};
    const { header, form: own } = this.#names.retryAfter;
    const meant = form === "seconds" && own !== "auto" ? own : form;
    return { [header]: this.#write(seconds, meant) };
  }

  // Whole seconds are rounded up: never sooner than asked.
  #write(seconds: number, form: Exclude<WaitForm, "bare">): string {
    const instant = this.#now() / 1000 + seconds;
    if (form === "date") return new Date(Math.ceil(instant) * 1000).toUTCString();
    if (form === "unix") return String(Math.ceil(instant));
    return form === "ms" ? String(Math.ceil(instant * 1000)) : String(seconds);
  }

  #told(remaining: number, ms: number): Record<string, string> {
    const { remaining: left, reset, resetForm } = this.#names.quota;
    const form = resetForm === "unix" ? "unix" : "seconds";
    return { [left]: String(remaining), [reset]: this.#write(Math.ceil(ms / 1000), form) };
  }
}

function isFor({ methods, path }: Limit, request: Arriving): boolean {
  if (methods !== undefined && !methods.includes(request.method)) return false;
  if (path === undefined) return true;
  const asked = request.path.split("?", 1)[0] ?? "";
  if (path.endsWith("/*")) return asked.startsWith(path.slice(0, -1));
  return asked === path || asked.startsWith(`${path}/`);
}
