import { jwtLife } from "../scim/credentials/jwt-life.ts";
import type { AuthWritten } from "./auth-schema.ts";
import { parseDuration } from "./duration.ts";
import { parseInstant } from "./instant.ts";
import { secretAtHand } from "./secret-at-hand.ts";
import type { SecretSurroundings } from "./secret-rules.ts";
import { BEARER_PREFIX } from "./secret.ts";
import { asPlace, readCertificates } from "./tls-rules.ts";

/** Where it is known from that credentials end: a date that somebody wrote, or what a token or a certificate says itself. */
export type ExpirySource = "auth.expires" | "auth.created" | "auth.token" | "auth.value" | "auth.tls.cert";

/** When credentials end. */
export interface Expiry {
  readonly source: ExpirySource;
  /** Milliseconds since the epoch; nobody takes them any more from then on. */
  readonly at: number;
  /** Milliseconds since the epoch; from then on somebody has to hear of it. */
  readonly warnAt: number;
}

const day = 86_400_000;
const usualSpan = 14 * day;
/** What lives for less is renewed by a program, and worth a word only when that did not happen. */
const shortLife = 2 * usualSpan;

interface Life {
  readonly source: ExpirySource;
  readonly until: number;
  readonly from?: number;
}

/**
 * What is known of the end of credentials without asking anybody or running a program, the first end first. Of an access token
 * that is fetched nothing is: there is always another one. `lifetime` is what the connector says.
 */
export async function expiriesOf(
  auth: AuthWritten | undefined,
  lifetime: string | undefined,
  surroundings: SecretSurroundings,
): Promise<readonly Expiry[]> {
  if (auth === undefined) return [];
  const lives = [
    ...saidLife(auth, lifetime),
    ...tokenLife("auth.token", await secretAtHand(auth.token, surroundings)),
    ...tokenLife("auth.value", await secretAtHand(auth.value, surroundings)),
    ...(await certificateLife(auth.tls, surroundings)),
  ];
  const span = auth.warnBefore === undefined ? undefined : parseDuration(auth.warnBefore);
  return lives
    .map((life) => ({ source: life.source, at: life.until, warnAt: life.until - (span ?? spanOf(life)) }))
    .toSorted((one, other) => one.at - other.at);
}

/** A stated end is known better than one that is reckoned. */
function saidLife({ expires, created }: AuthWritten, lifetime: string | undefined): readonly Life[] {
  if (expires !== undefined) return real({ source: "auth.expires", until: parseInstant(expires) });
  if (created === undefined || lifetime === undefined) return [];
  return real({ source: "auth.created", until: parseInstant(created) + parseDuration(lifetime) });
}

function tokenLife(source: ExpirySource, token: string | undefined): readonly Life[] {
  const life = token === undefined ? undefined : jwtLife(token.replace(BEARER_PREFIX, "").trim());
  return life === undefined ? [] : [{ source, ...life }];
}

async function certificateLife(
  tls: AuthWritten["tls"],
  surroundings: SecretSurroundings,
): Promise<readonly Life[]> {
  const text = tls?.cert === undefined ? undefined : await secretAtHand(asPlace(tls.cert), surroundings);
  const [own] = (text === undefined ? undefined : readCertificates(text)) ?? [];
  if (own === undefined) return [];
  const [from, until] = [Date.parse(own.validFrom), Date.parse(own.validTo)];
  return real({ source: "auth.tls.cert", until, from });
}

/** What is no date is told by the rules. */
function real(life: Life): readonly Life[] {
  return Number.isNaN(life.until) ? [] : [life];
}

function spanOf({ until, from }: Life): number {
  const life = from === undefined ? undefined : until - from;
  return life !== undefined && life < shortLife ? life / 10 : usualSpan;
}

export type ExpiryStage = "good" | "soon" | "lastDay" | "expired";

/** How near the end is; `now` in milliseconds since the epoch. */
export function stageOf({ at, warnAt }: Expiry, now: number): ExpiryStage {
  if (now >= at) return "expired";
  if (now < warnAt) return "good";
  return at - now <= day ? "lastDay" : "soon";
}
