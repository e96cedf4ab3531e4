import {
  formatLimit,
  type Limit,
  notAFault,
  readForm,
  readLimit,
  readNumber,
  suffix,
  type WaitForm,
} from "./limit-fault.ts";

/** Something that goes wrong by chance, or by rate. Probabilities are from 0 to 1. */
export type Fault =
  /** An error before the write. `retryAfter` is in seconds. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly probability: number;
      readonly retryAfter?: number;
      readonly form: WaitForm;
    }
  /** The connection is reset: before the write, or after it so that the answer is lost. */
  | { readonly kind: "reset" | "lost"; readonly probability: number }
  /** The answer comes `delay` milliseconds late. */
  | { readonly kind: "slow"; readonly probability: number; readonly delay: number }
  | Limit
  /** Every answer says that so many requests are left, and that there are more in so many seconds. */
  | { readonly kind: "quota"; readonly remaining: number; readonly reset: number };

/**
 * Reads a fault: `429:0.3` or `429:0.3:5` (Retry-After seconds), `503:0.05`, `reset:0.05`, `lost:0.05`, `slow:0.02:2000`
 * (milliseconds), `limit:20:5` (a second, and burst), `limit:600/1m` or `limit:600/1m:180` (in any minute, and burst),
 * `quota:0:60`. A limit may end in what it is for: `:POST,PUT/Users`. After 429, 5xx and limit stands in which form
 * Retry-After is sent: `-date`, `-unix`, `-ms`, `-bare` for none; after limit also `-told`, for headers that tell what
 * is left. Throws `UsageError`.
 */
export function parseFault(text: string): Fault {
  const [written = "", ...parts] = text.trim().split(":");
  const [name = "", ...manners] = written.toLowerCase().split("-");
  if (name === "limit") return readLimit(text, parts, manners);
  if (parts.length > 2) throw notAFault(text, "it has too many parts");
  const [amount, extra] = [readNumber(text, parts[0]), readNumber(text, parts[1])];
  if (amount === undefined) throw notAFault(text, "a number must follow the name");
  if (name === "quota" && manners.length === 0)
    return { kind: "quota", remaining: amount, reset: extra ?? 60 };
  if (amount > 1) throw notAFault(text, "the probability must be from 0 to 1");
  if (/^(?:429|5\d\d)$/.test(name)) return readStatus(text, Number(name), { amount, extra, manners });
  if (manners.length > 0) throw notAFault(text, "the name is none that is known");
  if (name === "slow") return { kind: "slow", probability: amount, delay: readDelay(text, extra) };
  if (name !== "reset" && name !== "lost") throw notAFault(text, "the name is none that is known");
  if (extra !== undefined) throw notAFault(text, `${name} takes a probability only`);
  return { kind: name, probability: amount };
}

/** Writes a fault as `parseFault` reads it. */
export function formatFault(fault: Fault): string {
  switch (fault.kind) {
    case "limit":
    case "window":
      return formatLimit(fault);
    case "slow":
      return `slow:${fault.probability}:${fault.delay}`;
    case "quota":
      return `quota:${fault.remaining}:${fault.reset}`;
    case "reset":
    case "lost":
      return `${fault.kind}:${fault.probability}`;
    case "status": {
      const retryAfter = fault.retryAfter === undefined ? "" : `:${fault.retryAfter}`;
      return `${fault.status}${suffix(fault.form)}:${fault.probability}${retryAfter}`;
    }
  }
}

function readDelay(text: string, delay = 1_000): number {
  if (delay > 600_000) throw notAFault(text, "the delay must be 600000 ms at most");
  return delay;
}

interface StatusParts {
  readonly amount: number;
  readonly extra: number | undefined;
  readonly manners: readonly string[];
}

function readStatus(text: string, status: number, { amount, extra, manners }: StatusParts): Fault {
  const form = manners.length === 0 ? "seconds" : readForm(text, manners);
  const usual = status === 429 || form !== "seconds" ? 1 : undefined;
  const retryAfter = form === "bare" ? undefined : (extra ?? usual);
  if (form === "bare" && extra !== undefined) throw notAFault(text, "bare means no Retry-After");
  if (retryAfter !== undefined && !Number.isInteger(retryAfter))
    throw notAFault(text, "Retry-After must be whole seconds");
  return {
    kind: "status",
    status,
    probability: amount,
    form,
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
