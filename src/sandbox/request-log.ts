import { isoTime } from "../clock.ts";

/** A request under /scim/v2 that was answered, or not. */
export interface LoggedRequest {
  /** ISO 8601 instant of arrival. */
  readonly at: string;
  readonly method: string;
  /** Below the base URL, with the query, such as `/Users?count=1`. */
  readonly path: string;
  /** 0 when the connection was reset instead. */
  readonly status: number;
  /** Milliseconds until the answer. */
  readonly ms: number;
  /** The fault that hit it, such as `429:0.3`. */
  readonly fault?: string;
}

export interface RequestSummary {
  readonly total: number;
  readonly byMethod: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** The last 10,000, oldest first. */
  readonly requests: readonly LoggedRequest[];
}

/** A request as it is noted: `at` in milliseconds, since most are never read. */
export interface Arrival extends Omit<LoggedRequest, "at"> {
  readonly at: number;
}

const capacity = 10_000;
const maxPath = 2_000;

/** Counts all requests and keeps the last ones. */
export class RequestLog {
  #ring: Arrival[] = [];
  #total = 0;
  readonly #byMethod = new Map<string, number>();
  readonly #byStatus = new Map<string, number>();

  add(request: Arrival): void {
    this.#ring[this.#total % capacity] =
      request.path.length > maxPath ? { ...request, path: `${request.path.slice(0, maxPath)}…` } : request;
    this.#total += 1;
    this.#byMethod.set(request.method, (this.#byMethod.get(request.method) ?? 0) + 1);
    const status = String(request.status);
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
  }

  clear(): void {
    this.#ring = [];
    this.#total = 0;
    this.#byMethod.clear();
    this.#byStatus.clear();
  }

  summary(): RequestSummary {
    const start = this.#total > capacity ? this.#total % capacity : 0;
    return {
      total: this.#total,
      byMethod: Object.fromEntries(this.#byMethod),
      byStatus: Object.fromEntries(this.#byStatus),
      requests: [...this.#ring.slice(start), ...this.#ring.slice(0, start)].map(({ at, ...rest }) => ({
        at: isoTime(at),
        ...rest,
      })),
    };
  }
}
