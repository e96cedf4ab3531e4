import { isoTime } from "../clock.ts";
import { type Expiry, type ExpirySource, stageOf } from "./expiry.ts";
import { spanInWords } from "./span-in-words.ts";

const subjects: Readonly<Record<ExpirySource, readonly [what: string, verb: "end" | "ends"]>> = {
  "auth.expires": ["credentials", "end"],
  "auth.created": ["credentials", "end"],
  "auth.token": ["token", "ends"],
  "auth.value": ["token", "ends"],
  "auth.tls.cert": ["certificate", "ends"],
};

/** `the token ends in 9 days, on 2027-03-01 (auth.token)`, or that it ended. */
export function expiryText(expiry: Pick<Expiry, "source" | "at">, now: number): string {
  const { source, at } = expiry;
  return `the ${expiryBrief(expiry, now)}, on ${isoTime(at).slice(0, 10)} (${source})`;
}

/** `token ends in 9 days`, `credentials ended 2 hours ago`. */
export function expiryBrief({ source, at }: Pick<Expiry, "source" | "at">, now: number): string {
  const [what, verb] = subjects[source];
  return now < at
    ? `${what} ${verb} in ${spanInWords(at - now)}`
    : `${what} ended ${spanInWords(now - at)} ago`;
}

const renewals: Readonly<Record<ExpirySource, string>> = {
  "auth.expires":
    "make others at the service, put them where auth reads them, and write their end as auth.expires",
  "auth.created":
    "make others at the service, put them where auth reads them, and write today's date as auth.created",
  "auth.token": "make another one at the service, and put it where auth.token reads it",
  "auth.value": "make another one at the service, and put it where auth.value reads it",
  "auth.tls.cert": "have another one made, and put it and its key where auth.tls reads them",
};

/** What somebody has to do about it. */
export function renewalText({ source }: Pick<Expiry, "source">): string {
  return renewals[source];
}

/** A sentence for each end that is near or over, with what to do. */
export function expiryNotices(expiries: readonly Expiry[] = [], now: number): readonly string[] {
  return expiries
    .filter((expiry) => stageOf(expiry, now) !== "good")
    .map((expiry) => `${expiryText(expiry, now)}: ${renewalText(expiry)}`);
}
