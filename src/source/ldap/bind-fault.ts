import type { LdapResult } from "./answer.ts";
import { LdapFault } from "./fault.ts";
import { describeResult } from "./result-code.ts";

/** What the server said to a bind, and what to do. The password is cut out of whatever the server says. */
export function bindFault(result: LdapResult, dn: string, password: string): LdapFault {
  const said = describeResult({ ...result, diagnostic: result.diagnostic.replaceAll(password, "…") });
  switch (result.code) {
    case 49:
      return new LdapFault(
        "bind",
        `the server does not accept ${dn} with this password: ${said}${reason(result)}`,
      );
    case 8:
    case 13:
      return new LdapFault("bind", `the server wants TLS before a bind: ${said}; use ldaps:// or startTls`);
    case 32:
    case 34:
      return new LdapFault("bind.dn", `the server does not know ${dn}: ${said}`);
    case 51:
    case 52:
      return new LdapFault("url", `the server takes no bind at the moment: ${said}; run again later`);
    default:
      return new LdapFault("bind", `the server refused the bind of ${dn}: ${said}`);
  }
}

/** Domain controllers hide the reason in a Windows error code, `data 52e`. */
const WINDOWS_REASONS: Readonly<Record<string, string>> = {
  "525": "there is no such user",
  "52e": "the password is wrong",
  "530": "the account may not log on at this time",
  "531": "the account may not log on from this machine",
  "532": "the password has expired",
  "533": "the account is disabled",
  "701": "the account has expired",
  "773": "the password must be changed first",
  "775": "the account is locked",
};

function reason({ diagnostic }: LdapResult): string {
  const [, code = ""] = /\bdata ([0-9a-f]+)\b/i.exec(diagnostic) ?? [];
  const text = Object.hasOwn(WINDOWS_REASONS, code) ? WINDOWS_REASONS[code] : undefined;
  return text === undefined ? "; check dn and password" : `; ${text}`;
}
