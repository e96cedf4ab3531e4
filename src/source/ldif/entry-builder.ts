import type { DirectoryEntry } from "../entry/entry.ts";
import { AttributeTable } from "./attribute-table.ts";
import type { AttributeOptions, LdifAttribute } from "./attribute-table.ts";
import { ExportNotes } from "./export-notes.ts";
import { ENTRY_TOO_LONG, LONGEST_ENTRY } from "./line-reader.ts";
import type { LineTaker } from "./line-reader.ts";
import { readValue } from "./value.ts";
import type { ValueOptions } from "./value.ts";

export interface Complaint {
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export interface BuilderOptions extends AttributeOptions, ValueOptions {
  /** Below which entries are looked for, normalised. */
  readonly bases: readonly string[];
}

/** An entry that may have more lines. */
interface OpenEntry {
  readonly dn: string;
  readonly line: number;
  readonly names: string[];
  readonly values: string[];
  readonly lines: number[];
  size: number;
  /** Whether it says `changetype: add`. */
  added: boolean;
  /** Whether one of its lines was complained of. */
  broken: boolean;
}

const COLON = 58;
const LESS = 60;

/** Makes entries of lines. What is wrong goes to `complain`, and the entries that are not wrong come out. */
export class EntryBuilder implements LineTaker {
  readonly #options: BuilderOptions;
  readonly #complain: (complaint: Complaint) => void;
  readonly #attributes: AttributeTable;
  readonly #notes: ExportNotes;
  readonly #fail = (message: string): undefined => this.#failLine(message);
  #entries: DirectoryEntry[] = [];
  #open: OpenEntry | undefined;
  #line = 0;
  /** Whether the lines at hand belong to no entry, and that has been said. */
  #astray = false;
  /** Whether records say `changetype: add`: all do or none. */
  #adds: boolean | undefined;
  #stopped = false;

  constructor(options: BuilderOptions, complain: (complaint: Complaint) => void) {
    this.#options = options;
    this.#complain = complain;
    this.#attributes = new AttributeTable(options);
    this.#notes = new ExportNotes(complain);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** The entries that became whole since the last time. */
  take(): DirectoryEntry[] {
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }

  finish(): void {
    if (this.#stopped) return;
    this.#close();
    this.#notes.finish(this.#options.bases);
  }

  blank(): void {
    this.#close();
    this.#astray = false;
    this.#notes.blank();
  }

  comment(text: string, line: number): void {
    this.#notes.comment(text, line);
  }

  skips(begin: string): boolean {
    const colon = begin.indexOf(":");
    if (colon === -1) return false;
    const { form, structural } = this.#attributes.of(begin.slice(0, colon));
    return (form === "hidden" || form === "unwanted") && !structural;
  }

  refuse(line: number, message: string): void {
    this.#stopped = true;
    this.#complain({ line, message });
  }

  line(text: string, from: number, to: number, line: number, cut: boolean): void {
    this.#line = line;
    const attribute = this.#attributes.ofLine(text, from, to);
    if (attribute === undefined) return this.#fail(cut ? CUT_LINE : noColon(text.slice(from, to)));
    const colon = from + this.#attributes.nameLength;
    const open = this.#open;
    if (open === undefined || attribute.structural) return this.#markerLine(attribute, text.slice(colon, to));
    open.size += to - from;
    if (open.size > LONGEST_ENTRY) return this.refuse(open.line, ENTRY_TOO_LONG);
    if (attribute.refusal !== undefined) return this.#fail(attribute.refusal);
    if (attribute.form === "unwanted") return;
    const value = this.#valueOf(attribute, text, colon, to);
    if (value === undefined) return;
    open.names.push(attribute.name);
    open.values.push(value);
    open.lines.push(line);
  }

  /** Most values are plain texts, and cutting them out is most of the work. */
  #valueOf({ form }: LdifAttribute, text: string, colon: number, to: number): string | undefined {
    const sign = text.charCodeAt(colon + 1);
    if (form === "text" && sign !== COLON && sign !== LESS) return text.slice(colon + 1, to).trim();
    return readValue(text.slice(colon, to), form, this.#options, this.#fail);
  }

  /** A line that is no value of an entry, or should not be. */
  #markerLine({ name }: LdifAttribute, written: string): void {
    const value = written.slice(1).trim();
    const change = name === "changetype" || (name === "control" && this.#open !== undefined);
    if (name === "dn") this.#begin(written);
    else if (change) this.#change(name, value);
    else if (this.#astray) return;
    else if (name === "version" && value === "1") return;
    else if (name === "version")
      this.refuse(this.#line, `LDIF of version ${value} is not known; 1 is (RFC 2849)`);
    else if (ExportNotes.knows(name)) this.#notes.note(name, value, this.#line);
    else {
      this.#astray = true;
      this.#fail('an entry begins with "dn:", and this line belongs to none');
    }
  }

  #begin(written: string): void {
    if (this.#open !== undefined) {
      const { line } = this.#open;
      this.#fail(`a second "dn:" in the entry of line ${line}; a blank line stands between entries`);
      this.#close();
    }
    const dn = readValue(written, "text", this.#options, this.#fail);
    const line = this.#line;
    const broken = dn === undefined;
    this.#open = { dn: dn ?? "", line, names: [], values: [], lines: [], size: 0, added: false, broken };
    this.#astray = false;
    this.#notes.entry();
  }

  #change(name: string, value: string): void {
    const added = name === "changetype" && value.toLowerCase() === "add";
    if (this.#open === undefined || !added) this.refuse(this.#line, CHANGES);
    else this.#open.added = true;
  }

  #close(): void {
    const open = this.#open;
    if (open === undefined || this.#stopped) return;
    this.#open = undefined;
    if (this.#adds !== undefined && this.#adds !== open.added) return this.refuse(open.line, MIXED);
    this.#adds = open.added;
    if (!open.broken) this.#entries.push(open);
  }

  #failLine(message: string): undefined {
    if (this.#open !== undefined) this.#open.broken = true;
    this.#complain({ line: this.#line, message });
    return undefined;
  }
}

function noColon(line: string): string {
  const shown = JSON.stringify(line.length > 40 ? `${line.slice(0, 40)}…` : line);
  return `there is no ":" in ${shown}; lines are "name: value", and a line that goes on begins with a space`;
}

const CUT_LINE = "the file ends in the middle of this line; was it cut short?";
const CHANGES =
  "this is a list of changes, not a directory; export the entries themselves, with ldapsearch or slapcat";
const MIXED = 'some records say "changetype: add" and some do not; a directory has one kind only';
