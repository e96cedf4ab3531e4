import type { Json } from "../canonical.ts";
import { ExpressionError } from "./expression-error.ts";
import { momentOfFileTime } from "./file-time.ts";
import { integerOf } from "./integer.ts";
import { asList } from "./steps.ts";

/** Attributes by which directories say whether an account may be used. */
export type AccountAttribute =
  | "userAccountControl"
  | "accountExpires"
  | "lockoutTime"
  | "nsAccountLock"
  | "pwdAccountLockedTime"
  | "loginShell"
  | "shadowExpire";

/** What a user's record says: null when it has no such attribute, left out when no record of the source has it. */
export type AccountFacts = { readonly [Name in AccountAttribute]?: Json };

/** Whether a moment, in milliseconds since the epoch, has passed. */
export type HasPassed = (moment: number) => boolean;

const accountDisable = 0x2n;
const day = 86_400_000;

/**
 * Active Directory: ADS_UF_ACCOUNT_DISABLE of userAccountControl is not set (MS-ADTS, 2.2.16). Throws
 * `ExpressionError` when the record has no such number: whoever may read accounts may not be allowed to read that.
 */
export function adEnabled({ userAccountControl }: AccountFacts): boolean {
  const bits = integerOf(userAccountControl);
  if (bits === undefined) {
    throw new ExpressionError(
      "userAccountControl is absent or no number, so whether the account is enabled is not known",
    );
  }
  return (bits & accountDisable) === 0n;
}

/** Active Directory: the FILETIME accountExpires has passed; 0, 9223372036854775807 and absent mean never (MS-ADA1, 2.1). */
export function adExpired({ accountExpires }: AccountFacts, hasPassed: HasPassed): boolean {
  const moment = momentOfFileTime(accountExpires, "accountExpires");
  return moment !== null && hasPassed(moment);
}

/** Active Directory: lockoutTime is there and not 0 (MS-ADA1, lockoutTime). */
export function adLocked({ lockoutTime }: AccountFacts): boolean {
  return momentOfFileTime(lockoutTime, "lockoutTime") !== null;
}

/** Other directories: none of the ways to disable an account is used. */
export function ldapEnabled(facts: AccountFacts, hasPassed: HasPassed): boolean {
  return !(
    nsLocked(facts) ||
    // draft-behera-ldap-password-policy: since when it is locked, or 000001010000Z when until an administrator opens it.
    asList(facts.pwdAccountLockedTime).length > 0 ||
    asList(facts.loginShell).some(isNoShell) ||
    shadowExpired(facts, hasPassed)
  );
}

/** nsAccountLock of 389 Directory Server and its kin, a text that is true or false. */
function nsLocked({ nsAccountLock }: AccountFacts): boolean {
  if (nsAccountLock === null || nsAccountLock === undefined) return false;
  const text = typeof nsAccountLock === "string" ? nsAccountLock.trim().toLowerCase() : nsAccountLock;
  if (text === true || text === "true") return true;
  if (text === false || text === "false") return false;
  throw new ExpressionError("nsAccountLock is neither true nor false");
}

/** loginShell (RFC 2307, nisSchema.1.4): `/sbin/nologin` and `/bin/false`, wherever a system keeps them. */
function isNoShell(shell: unknown): boolean {
  return /(?:^|\/)(?:nologin|false)$/.test(String(shell).trim());
}

/** shadowExpire (RFC 2307, nisSchema.1.10, as in shadow(5)): the first day without access, in days since 1970 UTC; -1 is never. */
function shadowExpired({ shadowExpire }: AccountFacts, hasPassed: HasPassed): boolean {
  if (shadowExpire === null || shadowExpire === undefined) return false;
  const days = integerOf(shadowExpire);
  if (days === undefined) throw new ExpressionError("shadowExpire is no number of days");
  return days >= 0n && hasPassed(Number(days) * day);
}

/** All of the above that the source speaks of. */
export function accountEnabled(facts: AccountFacts, hasPassed: HasPassed): boolean {
  if (facts.userAccountControl !== undefined && !adEnabled(facts)) return false;
  return !adExpired(facts, hasPassed) && ldapEnabled(facts, hasPassed);
}
