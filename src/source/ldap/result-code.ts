import type { LdapResult } from "./answer.ts";
import { LdapFault, quoteServer } from "./fault.ts";

/** The names of RFC 4511, Appendix A, that a bind or a search may end with. */
const NAMES: Readonly<Record<number, string>> = {
  1: "operationsError",
  2: "protocolError",
  3: "timeLimitExceeded",
  4: "sizeLimitExceeded",
  7: "authMethodNotSupported",
  8: "strongerAuthRequired",
  10: "referral",
  11: "adminLimitExceeded",
  12: "unavailableCriticalExtension",
  13: "confidentialityRequired",
  14: "saslBindInProgress",
  18: "inappropriateMatching",
  21: "invalidAttributeSyntax",
  32: "noSuchObject",
  33: "aliasProblem",
  34: "invalidDNSyntax",
  36: "aliasDereferencingProblem",
  48: "inappropriateAuthentication",
  49: "invalidCredentials",
  50: "insufficientAccessRights",
  51: "busy",
  52: "unavailable",
  53: "unwillingToPerform",
  54: "loopDetect",
  80: "other",
};

/** Such as `sizeLimitExceeded (4): too many`, the last part being the server's own words. */
export function describeResult({ code, diagnostic }: LdapResult): string {
  const words = quoteServer(diagnostic);
  return `${NAMES[code] ?? "result"} (${code})${words === "" ? "" : `: ${words}`}`;
}

/** What was being read, for messages. */
export interface Reading {
  /** The settings it stands in: `users` or `groups`. */
  readonly setting: string;
  readonly base: string;
  /** Entries that came before the end. */
  readonly entries: number;
}

/** A search that did not end in success was not whole, whatever it gave. */
export function searchFault(result: LdapResult, reading: Reading): LdapFault {
  const { setting, base, entries } = reading;
  if (result.code === 32) return noBase(result, reading);
  if (result.code === 10) return referralFault(result.referrals, reading);
  if (result.code === 34) {
    return new LdapFault(`${setting}.base`, `${base} is no DN to the server: ${describeResult(result)}`);
  }
  const text = `incomplete: the search below ${base} ended after ${entries} entries with ${describeResult(result)}`;
  return new LdapFault(setting, `${text}; ${searchRemedy(result.code)}`);
}

function noBase({ code, matchedDn }: LdapResult, { setting, base }: Reading): LdapFault {
  const nearest = matchedDn === "" ? "" : `, though there is ${quoteServer(matchedDn)}`;
  const text = `there is no entry ${base}${nearest} (noSuchObject (${code})); correct the base, or let the bind DN see it`;
  return new LdapFault(`${setting}.base`, text);
}

const SHOWN = 5;

/** Entries that live on another server are missing from what this one gave. */
export function referralFault(uris: readonly string[], { setting, base }: Reading): LdapFault {
  const shown = uris.slice(0, SHOWN).map(quoteServer).join(", ");
  const more = uris.length > SHOWN ? ` and ${uris.length - SHOWN} more` : "";
  const where = uris.length === 0 ? "another server" : `${shown}${more}`;
  const text = `incomplete: below ${base} the server refers to ${where}, which is not followed`;
  return new LdapFault(
    `${setting}.base`,
    `${text}; choose a base that this server holds all of, ask the server that holds it, or make it a source of its own`,
  );
}

function searchRemedy(code: number): string {
  switch (code) {
    case 3:
      return "raise the server's time limit for this bind DN (such as olcTimeLimit), index the attributes of the filter, or lower pageSize";
    case 4:
      return "raise the server's size limit for this bind DN (such as olcSizeLimit or olcLimits, also for paged results), or lower pageSize below it";
    case 11:
      return "raise the server's look-through or paging limit for this bind DN, or index the attributes of the filter";
    case 2:
    case 12:
      return "the server may not page results so: lower pageSize, or lift its limit on paging";
    case 1:
    case 8:
    case 13:
    case 48:
    case 50:
      return "bind with a DN that may read all of it, over TLS where the server asks for it";
    case 51:
    case 52:
    case 80:
      return "run again when the server is well; its log says more";
    case 53:
      return "the server may want a bind, TLS, or a lower pageSize; its log says more";
    default:
      return "the server's log says more";
  }
}
