/** How a provider says that it wants to be asked less. Names of headers may have any letter case. */
export interface PacingHeaders {
  /** The header that says how long to wait, and in which form: seconds, a date, or an instant since 1970. */
  readonly retryAfter: { readonly header: string; readonly form: "auto" | "seconds" | "date" | "unix" };
  /** Headers that tell how many requests are left, and when there are more: in so many seconds, or since 1970. */
  readonly quota: {
    readonly remaining: string;
    readonly reset: string;
    readonly resetForm: "auto" | "seconds" | "unix";
  };
  /** Statuses besides 429, and 503 that says when to come back, by which it refuses to look at a request now. */
  readonly retryStatuses?: readonly number[];
}

/** RFC 9110 §10.2.3, and what most services with such headers call the others. */
export const usualPacingHeaders: PacingHeaders = {
  retryAfter: { header: "Retry-After", form: "auto" },
  quota: { remaining: "X-RateLimit-Remaining", reset: "X-RateLimit-Reset", resetForm: "auto" },
};
