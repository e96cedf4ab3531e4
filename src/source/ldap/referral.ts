import { normalizeDn } from "../entry/dn.ts";

/** Parts of a forest that hold DNS zones and settings, never a person; every search from the top is referred to them. */
const NO_PEOPLE = /^(?:dc=(?:domaindnszones|forestdnszones)|cn=configuration|cn=schema)(?:,|$)/;

/** Whether people or groups may be found where a search was referred to (RFC 4516). */
export function referralMatters(uri: string): boolean {
  const [, path] = /^ldaps?:\/\/[^/]*\/([^?]*)/i.exec(uri) ?? [];
  const dn = path === undefined ? undefined : normalizeDn(decoded(path));
  return dn === undefined || !NO_PEOPLE.test(dn);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
