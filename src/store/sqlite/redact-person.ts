import { isJsonObject, type Json } from "../../canonical.ts";
import { makeReference, referencedKey } from "../../mapping/reference.ts";

/** By what a person is known. */
export interface Identity {
  readonly key: string;
  /** userNames, addresses, ids of accounts. */
  readonly names: ReadonlySet<string>;
  readonly pseudonym: string;
}

/** Shorter ones stand in others' texts by chance. */
const telling = 6;

export interface Redaction {
  /** Whether JSON text may name the person; quick. */
  readonly mentions: (text: string) => boolean;
  /**
   * Puts the pseudonym wherever a value names the person: as the key of a record, as a reference, as a word of a text.
   * What says of a record of theirs more than that goes.
   */
  readonly redact: (value: Json) => Json;
}

export function redactPerson({ key, names, pseudonym }: Identity): Redaction {
  const words = [key, ...names]
    .filter((word) => word.length >= telling)
    .toSorted((one, other) => other.length - one.length);
  const pattern =
    words.length === 0
      ? undefined
      : new RegExp(`(?<![\\w@])(?:${words.map(quoted).join("|")})(?!\\w)`, "giu");
  const asReference = JSON.stringify(makeReference(key));
  const asKey = `"key":${JSON.stringify(key)}`;

  function redactText(text: string): string {
    if (referencedKey(text) === key) return makeReference(pseudonym);
    return pattern === undefined ? text : text.replace(pattern, pseudonym);
  }
  function redact(value: Json): Json {
    if (typeof value === "string") return redactText(value);
    if (Array.isArray(value)) return value.map((item: Json) => redact(item));
    if (!isJsonObject(value)) return value;
    const isTheirs = value["key"] === key;
    const entries = Object.entries(value).map(([name, item]) => [
      name,
      isTheirs && theirs.has(name) ? pseudonym : redact(item),
    ]);
    return Object.fromEntries(entries) as Json;
  }
  return {
    mentions: (text) =>
      text.includes(asReference) ||
      text.includes(asKey) ||
      (pattern !== undefined && text.search(pattern) >= 0),
    redact,
  };
}

/** Of a record that a report names. */
const theirs: ReadonlySet<string> = new Set(["key", "name", "detail", "path", "requestId", "sent", "found"]);

function quoted(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, (char) => `\\${char}`);
}
