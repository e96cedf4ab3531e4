import type { TextPosition } from "../file/text-position.ts";
import type { Imprint, RecordRecogniser } from "../recogniser.ts";
import type { CsvRows } from "./parsed-rows.ts";
import { NOTHING_KNOWN, Recognition } from "./recognition.ts";
import {
  BARE_RETURN,
  BLANK_LINE,
  type CsvComplaint,
  FIELD_TOO_LONG,
  miscounted,
  NO_HEADER,
  STRAY_QUOTE,
  textAfterQuote,
  TOO_MANY_COLUMNS,
  UNCLOSED_QUOTE,
} from "./complaint.ts";

const QUOTE = 34;
const LF = 10;
const CR = 13;
const NEED_MORE = -1;
/** Characters in one field, quotes included; and of a record that is kept so that its fields can be found in it. */
const LONGEST_FIELD = 4_194_304;
/** Characters of a record in which a column can still be told. */
const LONGEST_RECALLED = 1_048_576;
const MOST_COLUMNS = 10_000;

/**
 * A strict RFC 4180 parser of text that comes in pieces cut anywhere.
 *
 * The first record is the header and says how many fields every other has; lines end in LF or CRLF. What the RFC does not
 * allow is reported, never guessed at. After a complaint about quotes it stops, because where records begin is
 * then unknown. Between pieces it keeps the fields of the record at hand and the text of one unfinished field.
 */
export class CsvParser {
  readonly #delimiter: number;
  readonly #delimiterText: string;
  readonly #complain: (complaint: CsvComplaint) => void;
  #text = "";
  /** Where in `#text` the field at hand begins. */
  #at = 0;
  /** Where in `#text` the line at hand begins; negative when that text is gone. */
  #lineStart = 0;
  #line: number;
  /** Where in `#text` the record at hand begins; negative when that text is gone. */
  #recordStart = 0;
  #recordLine: number;
  #row: string[] = [];
  /** Fields of the record at hand, those too many included. */
  #count = 0;
  #columns: number | undefined;
  /** The first field too many of the record at hand. */
  #surplus: TextPosition | undefined;
  #blankLine: number | undefined;
  #stopped = false;
  #rows: string[][] = [];
  #lines: number[] = [];
  #starts: number[] = [];
  #imprints: (Imprint | undefined)[] = [];
  #recognition: Recognition | undefined;

  /** `firstLine` is the line that the text begins with. */
  constructor(delimiter: string, complain: (complaint: CsvComplaint) => void, firstLine = 1) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#delimiterText = delimiter;
    this.#complain = complain;
    this.#line = firstLine;
    this.#recordLine = firstLine;
  }

  /** True after a complaint that leaves the rest of the text without meaning. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Records are no longer taken apart that the recogniser knows. To be called once the header was read. */
  recognise(recogniser: RecordRecogniser): void {
    this.#recognition = new Recognition(recogniser);
  }

  /** Takes the next piece and gives the records that are now whole. */
  push(text: string): CsvRows {
    if (this.#stopped) return this.#take();
    const kept = this.#recordStart >= 0 && this.#at - this.#recordStart <= LONGEST_RECALLED;
    const from = kept ? this.#recordStart : this.#at;
    this.#text = this.#text.slice(from) + text;
    this.#at -= from;
    this.#lineStart -= from;
    this.#recordStart = kept ? 0 : -1;
    this.#recognition?.shift(from);
    this.#scan(false);
    // Two more, because the end of a field that just fits may be a CRLF that is not whole yet.
    if (!this.#stopped && this.#text.length - this.#at > LONGEST_FIELD + 2) this.#tooLong();
    return this.#take();
  }

  /** Says that the text has ended, and gives the last record if no newline closed it. */
  finish(): CsvRows {
    if (!this.#stopped) this.#scan(true);
    return this.#take();
  }

  /** The position after all text pushed so far. */
  end(): TextPosition {
    const rest = this.#text.slice(this.#at);
    const newlines = rest.split("\n").length - 1;
    const lineStart = newlines === 0 ? this.#lineStart : this.#at + rest.lastIndexOf("\n") + 1;
    return { line: this.#line + newlines, column: this.#text.length - lineStart + 1 };
  }

  #take(): CsvRows {
    const taken = {
      rows: this.#rows,
      lines: this.#lines,
      starts: this.#starts,
      text: this.#text,
      delimiter: this.#delimiterText,
      imprints: this.#imprints,
      known: this.#recognition?.take() ?? NOTHING_KNOWN,
    };
    this.#rows = [];
    this.#lines = [];
    this.#starts = [];
    this.#imprints = [];
    return taken;
  }

  #scan(last: boolean): void {
    while (this.#at < this.#text.length || this.#owesField(last)) {
      if (this.#count === 0 && this.#recognition !== undefined && this.#isKnown(this.#recognition)) continue;
      const quoted = this.#text.charCodeAt(this.#at) === QUOTE;
      const end = quoted ? this.#quotedField(last) : this.#plainField(last);
      if (end === NEED_MORE) return;
      this.#closeField(end);
      if (this.#stopped) return;
    }
  }

  /**
   * Moves past the line at hand when it is a known record. Wherever a record ended that was taken apart once, the same
   * text ends it again, so the line of a known record is all of it; a record of several lines is known only at its end.
   */
  #isKnown(recognition: Recognition): boolean {
    const text = this.#text;
    const newline = text.indexOf("\n", this.#at);
    const end = newline > 0 && text.charCodeAt(newline - 1) === CR ? newline - 1 : newline;
    // What there is to say of a blank line before it is said where records are taken apart.
    if (end <= this.#at || this.#blankLine !== undefined) return false;
    if (!recognition.meets(text, this.#at, end, this.#line)) return false;
    this.#startLine(newline + 1);
    return true;
  }

  /** True at the end of a text that stops right after a delimiter. */
  #owesField(last: boolean): boolean {
    return last && this.#count > 0;
  }

  /** Reads up to what ends a field without quotes, and gives that place. */
  #plainField(last: boolean): number {
    const text = this.#text;
    const delimiter = this.#delimiter;
    const length = text.length;
    let end = this.#at;
    for (; end < length; end += 1) {
      const char = text.charCodeAt(end);
      if (char === delimiter || char === LF || char === QUOTE || char === CR) break;
    }
    if (end === length ? !last : this.#awaitsNewline(end, last)) return NEED_MORE;
    if (text.charCodeAt(end) === QUOTE) return this.#stop(end, STRAY_QUOTE);
    if (this.#tooLong(end)) return NEED_MORE;
    this.#store(text.slice(this.#at, end), this.#line, this.#lineStart);
    return end;
  }

  /** Reads past the closing quote, and gives the place after it. */
  #quotedField(last: boolean): number {
    const text = this.#text;
    const length = text.length;
    let doubled = false;
    let newlines = 0;
    let lineStart = this.#lineStart;
    let end = this.#at + 1;
    for (; end < length; end += 1) {
      const char = text.charCodeAt(end);
      if (char === QUOTE) {
        if (end + 1 === length || text.charCodeAt(end + 1) !== QUOTE) break;
        doubled = true;
        end += 1;
      } else if (char === LF) {
        newlines += 1;
        lineStart = end + 1;
      }
    }
    if (end >= length) return last ? this.#stop(this.#at, UNCLOSED_QUOTE) : NEED_MORE;
    if (!last && (end + 1 === length || this.#awaitsNewline(end + 1, last))) return NEED_MORE;
    if (this.#tooLong(end + 1)) return NEED_MORE;
    const [openLine, openLineStart] = [this.#line, this.#lineStart];
    this.#line += newlines;
    this.#lineStart = lineStart;
    if (!this.#endsField(end + 1)) {
      return this.#stop(end + 1, textAfterQuote({ line: openLine, column: this.#at - openLineStart + 1 }));
    }
    const value = text.slice(this.#at + 1, end);
    this.#store(doubled ? value.replaceAll('""', '"') : value, openLine, openLineStart);
    return end + 1;
  }

  #awaitsNewline(end: number, last: boolean): boolean {
    return !last && end + 1 === this.#text.length && this.#text.charCodeAt(end) === CR;
  }

  #endsField(end: number): boolean {
    if (end === this.#text.length) return true;
    const char = this.#text.charCodeAt(end);
    return char === this.#delimiter || char === LF || char === CR;
  }

  #store(value: string, line: number, lineStart: number): void {
    this.#count += 1;
    if (this.#count <= (this.#columns ?? MOST_COLUMNS)) this.#row.push(value);
    else this.#surplus ??= { line, column: this.#at - lineStart + 1 };
  }

  /** Moves past a delimiter, a newline, or the end of the text. */
  #closeField(end: number): void {
    if (this.#text.charCodeAt(end) === this.#delimiter) {
      this.#at = end + 1;
      return;
    }
    const carriageReturn = this.#text.charCodeAt(end) === CR;
    const newline = carriageReturn ? end + 1 : end;
    const cut = newline >= this.#text.length;
    if (carriageReturn && (cut || this.#text.charCodeAt(newline) !== LF)) {
      this.#stop(end, BARE_RETURN);
      return;
    }
    this.#closeRecord(end, cut);
    this.#startLine(cut ? newline : newline + 1);
    this.#row = [];
    this.#surplus = undefined;
    this.#count = 0;
  }

  #startLine(at: number): void {
    this.#at = at;
    this.#lineStart = at;
    this.#line += 1;
    this.#recordStart = at;
    this.#recordLine = this.#line;
    this.#recognition?.forget();
  }

  #closeRecord(end: number, cut: boolean): void {
    const blank = end === this.#at && this.#count === 1;
    if (this.#columns === undefined) return this.#closeHeader(end, blank);
    if (blank) {
      this.#blankLine ??= this.#recordLine;
      return;
    }
    if (this.#blankLine !== undefined && this.#columns === 1) {
      this.#complain({ line: this.#blankLine, column: 1, message: BLANK_LINE });
    }
    this.#blankLine = undefined;
    if (this.#count === this.#columns) this.#emit(end);
    else {
      const place = this.#surplus ?? { line: this.#line, column: end - this.#lineStart + 1 };
      this.#complain({ ...place, message: miscounted(this.#count, this.#columns, cut) });
    }
  }

  #closeHeader(end: number, blank: boolean): void {
    if (blank) return void this.#stop(this.#at, NO_HEADER);
    if (this.#count > MOST_COLUMNS) return void this.#stop(this.#at, TOO_MANY_COLUMNS);
    this.#columns = this.#count;
    this.#emit(end);
  }

  #emit(end: number): void {
    const recognition = this.#recordStart < 0 ? undefined : this.#recognition;
    if (recognition?.meets(this.#text, this.#recordStart, end, this.#recordLine) === true) return;
    this.#rows.push(this.#row);
    this.#lines.push(this.#recordLine);
    this.#starts.push(this.#recordStart);
    this.#imprints.push(recognition?.imprint);
  }

  #tooLong(end = this.#text.length): boolean {
    if (end - this.#at <= LONGEST_FIELD) return false;
    this.#stop(this.#at, FIELD_TOO_LONG);
    return true;
  }

  #stop(at: number, message: string): typeof NEED_MORE {
    this.#stopped = true;
    this.#complain({ line: this.#line, column: at - this.#lineStart + 1, message });
    return NEED_MORE;
  }
}
