import { UsageError } from "../../errors.ts";

/** More requests than this get 429: a burst and so many a second, or so many in any span of time. */
export type Limit = (
  | { readonly kind: "limit"; readonly requestsPerSecond: number; readonly burst: number }
  /** `every` is in milliseconds; with a burst, that many at once and the others evenly. */
  | { readonly kind: "window"; readonly requests: number; readonly every: number; readonly burst?: number }
) &
  LimitManner;

interface LimitManner {
  readonly form?: WaitForm;
  /** Whether answers tell how many requests are left. */
  readonly told?: true;
  /** Absent means all. */
  readonly methods?: readonly string[];
  /** `/Users`: the list and all below it; `/Users/*`: what is below it. Absent means everything. */
  readonly path?: string;
}

/** How an answer says how long to wait: in seconds, as an HTTP date, in seconds or milliseconds since 1970, not at all. */
export type WaitForm = "seconds" | "date" | "unix" | "ms" | "bare";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads the parts of a limit behind its name. Throws `UsageError`. */
export function readLimit(text: string, parts: readonly string[], manners: readonly string[]): Limit {
  const scope = /^[^\d]/.test(parts.at(-1) ?? "") ? readScope(text, parts.at(-1) ?? "") : {};
  const [amount = "", burstText, ...rest] =
    "methods" in scope || "path" in scope ? parts.slice(0, -1) : parts;
  if (rest.length > 0) throw notAFault(text, "it has too many parts");
  const manner = { ...readManner(text, manners), ...scope };
  const burst = readNumber(text, burstText);
  if (burst !== undefined && (burst < 1 || !Number.isInteger(burst)))
    throw notAFault(text, "the burst must be a whole number from 1");
  const [, count, length, unit] = /^(\d{1,7})\/(\d{1,7})?(ms|s|m|h)$/.exec(amount) ?? [];
  if (count === undefined) {
    const requestsPerSecond = readNumber(text, amount) ?? 0;
    if (requestsPerSecond <= 0) throw notAFault(text, "a limit must be more than 0 requests a second");
    return { kind: "limit", requestsPerSecond, burst: burst ?? Math.ceil(requestsPerSecond), ...manner };
  }
  const window = { requests: Number(count), every: Number(length ?? 1) * (units[unit ?? ""] ?? 0) };
  if (window.requests < 1 || window.every < 1) throw notAFault(text, "a limit must be more than 0 requests");
  return { kind: "window", ...window, ...(burst !== undefined && { burst }), ...manner };
}

/** Writes a limit as it is read. */
export function formatLimit(limit: Limit): string {
  const name = `limit${suffix(limit.form)}${limit.told === true ? "-told" : ""}`;
  const amount = limit.kind === "limit" ? limit.requestsPerSecond : `${limit.requests}/${limit.every}ms`;
  const scope = `${(limit.methods ?? []).join(",")}${limit.path ?? ""}`;
  return [name, amount, limit.burst, scope].filter((part) => part !== undefined && part !== "").join(":");
}

/** What stands behind the name of a fault for the form of its Retry-After. */
export function suffix(form: WaitForm = "seconds"): string {
  return form === "seconds" ? "" : `-${form}`;
}

function readScope(text: string, scope: string): Pick<Limit, "methods" | "path"> {
  const [, methods = "", path] = /^([A-Za-z,]*)(\/[^\s:]*)?$/.exec(scope) ?? [];
  const names = methods.toUpperCase().split(",").filter(Boolean);
  if (
    names.some((name) => !["GET", "POST", "PUT", "PATCH", "DELETE"].includes(name)) ||
    (names.length === 0 && !path)
  )
    throw notAFault(text, `\`${scope}\` is not what a limit can be for`);
  return { ...(names.length > 0 && { methods: names }), ...(path !== undefined && { path }) };
}

function readManner(text: string, manners: readonly string[]): Pick<Limit, "form" | "told"> {
  const forms = manners.filter((manner) => manner !== "told");
  const form = forms.length === 0 ? undefined : readForm(text, forms);
  return { ...(form !== undefined && { form }), ...(manners.includes("told") && { told: true as const }) };
}

export function readForm(text: string, forms: readonly string[]): WaitForm {
  const form = (["date", "unix", "ms", "bare"] as const).find((form) => form === forms[0]);
  if (form === undefined || forms.length > 1) throw notAFault(text, "the name is none that is known");
  return form;
}

export function readNumber(text: string, part: string | undefined): number | undefined {
  if (part === undefined) return undefined;
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(part)) throw notAFault(text, `\`${part}\` is not a number`);
  return Number(part);
}

const examples =
  "429:0.3, 429-date:0.1, 500:0.05, reset:0.05, lost:0.05, slow:0.02:2000, limit:20:5 or limit:100/1m:POST/Users";

export function notAFault(text: string, reason: string): UsageError {
  return new UsageError(`fault \`${text.slice(0, 100)}\`: ${reason}; write for example ${examples}`);
}
