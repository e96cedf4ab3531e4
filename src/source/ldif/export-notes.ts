import { isBelow, normalizeDn } from "../entry/dn.ts";

export interface Note {
  readonly line?: number;
  readonly message: string;
}

interface Referral {
  readonly line: number;
  readonly url: string;
}

/** What ldapsearch writes beside the entries without `-L`: the end of a search, and where else to look. */
const NOTE_NAMES: ReadonlySet<string> = new Set([
  "search",
  "result",
  "matcheddn",
  "text",
  "control",
  "pagedresults",
  "ref",
]);

/** Parts of a forest that hold DNS zones and settings, never a person; every search from the top is referred to them. */
const NO_PEOPLE = /^(?:dc=(?:domaindnszones|forestdnszones)|cn=configuration|cn=schema),/;

/**
 * What an export says of itself: how its search ended, how many entries it found, what it was referred to. Tells when
 * that does not fit the entries that were read.
 */
export class ExportNotes {
  readonly #complain: (note: Note) => void;
  readonly #referrals: Referral[] = [];
  #doubtfulReferral: Referral | undefined;
  #cookie: { readonly line: number; readonly value: string } | undefined;
  /** Entries since the last count. */
  #entries = 0;
  /** The line on which a search began that has not ended. */
  #openSearch: number | undefined;

  constructor(complain: (note: Note) => void) {
    this.#complain = complain;
  }

  /** Whether such a line may stand outside of entries. */
  static knows(name: string): boolean {
    return NOTE_NAMES.has(name);
  }

  entry(): void {
    this.#entries += 1;
    // What was taken for a referral is the comment with the name of this entry.
    this.#doubtfulReferral = undefined;
  }

  blank(): void {
    if (this.#doubtfulReferral !== undefined) this.#referrals.push(this.#doubtfulReferral);
    this.#doubtfulReferral = undefined;
  }

  comment(text: string, line: number): void {
    if (text === "# LDAPv3") this.#openSearch ??= line;
    const [, kind = "", rest = ""] = /^# (ref(?=ldap)|[a-zA-Z]+:) ?(.*)$/.exec(text) ?? [];
    if (kind === "ref" || kind === "ref:") this.#doubtfulReferral = { line, url: rest };
    else if (kind === "pagedresults:") this.#page(rest, line);
    else if (kind === "numResponses:") this.#openSearch = undefined;
    else if (kind === "numEntries:") this.#count(rest, line);
  }

  /** A line outside of entries whose name is known. */
  note(name: string, value: string, line: number): void {
    if (name === "ref") this.#referrals.push({ line, url: value });
    else if (name === "pagedresults") this.#page(value, line);
    else if (name === "result" && !/^0(?: |$)/.test(value)) {
      const message = `the search ended with "${value}", so entries are missing; raise the limit or ask for pages (-E pr=1000/noprompt)`;
      this.#complain({ line, message });
    }
  }

  /** `bases` are those below which entries are looked for, normalised. */
  finish(bases: readonly string[]): void {
    this.blank();
    for (const { line, url } of this.#referrals) {
      if (concerns(url, bases)) this.#complain({ line, message: referred(url) });
    }
    if (this.#openSearch !== undefined) this.#complain({ message: UNENDED });
    else if (this.#cookie !== undefined && this.#cookie.value !== "") {
      this.#complain({ line: this.#cookie.line, message: MORE_PAGES });
    }
  }

  #page(rest: string, line: number): void {
    const [, value] = /^cookie=([A-Za-z0-9+/]*=*)$/.exec(rest) ?? [];
    if (value !== undefined) this.#cookie = { line, value };
  }

  #count(rest: string, line: number): void {
    if (!/^\d+$/.test(rest)) return;
    const [expected, found] = [Number(rest), this.#entries];
    this.#entries = 0;
    if (expected === found) return;
    this.#complain({ line, message: `the export counts ${expected} entries, but ${found} are there` });
  }
}

const UNENDED = "the search that this is the output of has no end (# numResponses); was the file cut short?";
const MORE_PAGES = "there are pages after this one, but the file ends; was the export interrupted?";

function referred(url: string): string {
  return `entries are elsewhere: the search was referred to ${url}; export from there, too, or state a base that leaves it out`;
}

/** Whether entries below one of the bases may be found at the place of a referral (RFC 4516). */
function concerns(url: string, bases: readonly string[]): boolean {
  const [, path] = /^ldaps?:\/\/[^/]*\/([^?]*)/i.exec(url) ?? [];
  const dn = path === undefined ? undefined : normalizeDn(decoded(path));
  if (dn === undefined || dn === "") return true;
  return !NO_PEOPLE.test(dn) && bases.some((base) => isBelow(dn, base) || isBelow(base, dn));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
