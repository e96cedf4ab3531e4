import { isJsonObject, type Json } from "../../canonical.ts";

/** From when to when a token is good, in milliseconds since the epoch. */
export interface TokenLife {
  readonly until: number;
  readonly from?: number;
}

const segment = /^[\w-]+$/;
/** Seconds since the epoch at the end of the year 9999; more is no time, or is in other units. */
const latest = 253_402_300_799;

/**
 * What a token says of its own life when it is a signed JWT (RFC 7519, `exp` and `iat`); undefined for any other. It is
 * not verified, for that is the service's business, and nothing else in it is looked at.
 */
export function jwtLife(token: string): TokenLife | undefined {
  const [header = "", claims = "", signature, ...more] = token.split(".");
  if (signature === undefined || more.length > 0) return undefined;
  if (typeof objectIn(header)["alg"] !== "string") return undefined;
  const { exp, iat } = objectIn(claims);
  const [until, from] = [instant(exp), instant(iat)];
  if (until === undefined) return undefined;
  return { until, ...(from !== undefined && from < until && { from }) };
}

function objectIn(part: string): Readonly<Record<string, unknown>> {
  if (!segment.test(part)) return {};
  try {
    const value = JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Json;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function instant(seconds: unknown): number | undefined {
  return typeof seconds === "number" && seconds > 0 && seconds <= latest ? seconds * 1000 : undefined;
}
