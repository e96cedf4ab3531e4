import type { Imprint, KnownRecords, RecordRecogniser } from "../recogniser.ts";

/** Recognises records of a text by their own text, and collects them. */
export class Recognition {
  readonly #recogniser: RecordRecogniser;
  #entries: number[] = [];
  #lines: number[] = [];
  /** Of the text from where the record at hand begins to `#end`; nobody has it. */
  #imprint: Imprint | undefined;
  #end = -1;

  constructor(recogniser: RecordRecogniser) {
    this.#recogniser = recogniser;
  }

  /** Of the text that was met last. */
  get imprint(): Imprint | undefined {
    return this.#imprint;
  }

  /** Whether the text from `start`, where a record begins, to `end` is a known record, which is then collected with its line. */
  meets(text: string, start: number, end: number, line: number): boolean {
    if (end === this.#end) return false;
    this.#imprint = this.#recogniser.imprintOf(text.slice(start, end));
    this.#end = end;
    const entry = this.#recogniser.find(this.#imprint);
    if (entry === 0) return false;
    this.#entries.push(entry);
    this.#lines.push(line);
    return true;
  }

  /** The text at hand begins that much later. */
  shift(by: number): void {
    this.#end -= by;
  }

  /** Another record is at hand. */
  forget(): void {
    this.#end = -1;
  }

  /** What was collected since the last time. */
  take(): KnownRecords {
    const known = { entries: this.#entries, lines: this.#lines };
    [this.#entries, this.#lines] = [[], []];
    return known;
  }
}

export const NOTHING_KNOWN: KnownRecords = { entries: [], lines: [] };
