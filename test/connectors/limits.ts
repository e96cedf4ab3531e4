import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";

/** Documented limits as a sandbox enforces them. */
export interface EnforcedLimits {
  /** In the words of `--fault`. */
  readonly words: readonly string[];
  /** Milliseconds after which none of them is used up. */
  readonly rest: number;
}

/** What `defaults.limits` of a profile says, but for quotas of single paths, which no fault plays. */
export function enforcedLimits(settings: JsonObject): EnforcedLimits {
  const defaults = settings["defaults"];
  const limits = isJsonObject(defaults) ? defaults["limits"] : undefined;
  if (!isJsonObject(limits)) return { words: [], rest: shortest };
  const { requestsPerSecond, burst, rates } = limits;
  const rules = Array.isArray(rates) ? rates.filter(isJsonObject) : [];
  const enforced = rules.flatMap((rule) => wordsOf(rule) ?? []);
  return {
    words: [
      ...(typeof requestsPerSecond === "number" ? [`limit:${requestsPerSecond}:${number(burst) ?? 1}`] : []),
      ...enforced.map(({ word }) => word),
    ],
    rest: Math.max(shortest, ...enforced.map(({ span }) => span + 1_000)),
  };
}

const shortest = 60_000;
const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function wordsOf(rule: JsonObject): { readonly word: string; readonly span: number } | undefined {
  const { requests, every, burst, methods, of, perResource } = rule;
  const [, count = "1", unit = "s"] = /^(\d+)([smhd])$/.exec(typeof every === "string" ? every : "") ?? [];
  const span = Number(count) * (units[unit] ?? 1_000);
  const place = placeOf(of);
  // A path alone, without those below it, is nothing that a fault can be for.
  if (perResource === true || place === undefined) return undefined;
  const scope = `${Array.isArray(methods) ? methods.join(",") : ""}${place}`;
  const parts = [
    `limit`,
    `${number(requests) ?? 1}/${span}ms`,
    number(burst),
    scope === "" ? undefined : scope,
  ];
  return { word: parts.filter((part) => part !== undefined).join(":"), span };
}

function placeOf(of: Json | undefined): string | undefined {
  if (of === undefined) return "";
  if (of === "users") return "/Users";
  if (of === "groups") return "/Groups";
  return typeof of === "string" && of.endsWith("/*") ? of : undefined;
}

function number(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
