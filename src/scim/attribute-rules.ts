import type { Json } from "../canonical.ts";

/**
 * Attributes that service providers compare, and often store, without regard to case. RFC 7643 §4.1 says so of
 * userName; addresses follow RFC 5321 in practice.
 */
const caseInsensitive = new Set(["username", "emails.value", "displayname"]);

/** Attributes never returned (RFC 7643 §2.2 `returned: never`) and so never compared, stored or shown. */
export const neverReturned: readonly string[] = ["password"];

/** True when two values of the attribute at `path` identify the same account. */
export function identifiesSame(path: string, one: string, other: string): boolean {
  const [a, b] = [one.trim().normalize("NFC"), other.trim().normalize("NFC")];
  return caseInsensitive.has(path.toLowerCase()) ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** Some providers give booleans and numbers back as text. */
function asText(value: Json): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).toLowerCase();
}

/** True when `found`, as a provider gives it back, is the value that was sent. */
export function keptAs(path: string, sent: Json, found: Json): boolean {
  if (typeof sent !== "string" || typeof found !== "string") return asText(sent) === asText(found);
  const folded = ["username", "emails.value"].includes(path.toLowerCase());
  return folded ? identifiesSame(path, sent, found) : sent.normalize("NFC") === found.normalize("NFC");
}
