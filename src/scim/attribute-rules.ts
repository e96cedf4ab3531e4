import type { Json } from "../canonical.ts";
import { isCaseExact } from "./filter-match.ts";

/**
 * Attributes by which an account is recognised without regard to case. RFC 7643 §4.1 says so of userName; addresses
 * follow RFC 5321 in practice. Any other is taken as it stands: a wrong guess would hand an account to a stranger.
 */
const recognisedWithoutCase = new Set(["username", "emails.value", "displayname"]);

/** Attributes never returned (RFC 7643 §2.2 `returned: never`): what an account holds there cannot be known. */
export const neverReturned: readonly string[] = ["password"];

/** True when two values of the attribute at `path` identify the same account. */
export function identifiesSame(path: string, one: string, other: string): boolean {
  return identityOf(path, one) === identityOf(path, other);
}

/** The same text for values of the attribute at `path` that identify the same account, so that they can be indexed. */
export function identityOf(path: string, value: string): string {
  const text = value.trim().normalize("NFC");
  return isRecognisedWithoutCase(path) ? text.toLowerCase() : text;
}

/** True when letter case does not tell accounts apart by the attribute at `path`. */
export function isRecognisedWithoutCase(path: string): boolean {
  return recognisedWithoutCase.has(path.toLowerCase());
}

/**
 * True when `found`, as a provider gives it back, is the value that was sent: but for Unicode normal form, letter case
 * where the attribute is not caseExact (RFC 7643 §2.2, §8.7.1), and the forms of numbers, booleans and dates. Against
 * what we sent ourselves values are compared exactly instead, so that a change of case alone is sent.
 */
export function keptAs(path: string, sent: Json, found: Json): boolean {
  if (typeof sent === "string" && typeof found === "string") return sameText(path, sent, found);
  if (typeof sent === "number" || typeof found === "number") return asNumber(sent) === asNumber(found);
  return textOf(sent).toLowerCase() === textOf(found).toLowerCase();
}

function sameText(path: string, sent: string, found: string): boolean {
  const [one, other] = [sent.normalize("NFC"), found.normalize("NFC")];
  if (one === other || isExactAt(path)) return one === other;
  if (one.toLowerCase() === other.toLowerCase()) return true;
  const instant = instantOf(sent);
  return instant !== undefined && instant === instantOf(found);
}

/** `path` is that of an attribute or a sub-attribute, those of an extension behind its URN and a colon. */
function isExactAt(path: string): boolean {
  const [attribute = "", subAttribute] = path.slice(path.lastIndexOf(":") + 1).split(".");
  // RFC 7643 calls manager.value text, yet it is an id, and ids are exact.
  if (attribute.toLowerCase() === "manager" && subAttribute?.toLowerCase() === "value") return true;
  return isCaseExact(attribute, subAttribute);
}

/** Some providers give booleans back as text. */
function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Text counts as a number only in a form without leading zeros: those mean something, as in 007. */
function asNumber(value: Json): Json {
  return typeof value === "string" && plainNumber.test(value) ? Number(value) : value;
}

const dateTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/i;

/** Milliseconds since the epoch; a date alone is its first moment in UTC, as providers fill it up. */
function instantOf(text: string): number | undefined {
  const moment = dateTime.test(text) ? Date.parse(text.toUpperCase()) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}
