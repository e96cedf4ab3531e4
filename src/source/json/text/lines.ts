import type { ProblemList } from "../../file/problem-list.ts";
import type { ElementSink } from "./document-listener.ts";
import { ElementScan } from "./element-scan.ts";
import { TextWindow } from "./text-window.ts";
import type { TextPlace } from "./text-window.ts";
import { LONGEST, LONGEST_SHOWN, tooDeep } from "./tokens.ts";

/**
 * Reads NDJSON that comes in pieces cut anywhere: one element a line, blank lines allowed. A line that is not JSON says
 * nothing about the next.
 */
export class LineReader {
  readonly #sink: ElementSink;
  readonly #problems: ProblemList;
  readonly #window = new TextWindow();
  readonly #scan = new ElementScan();
  #elements = 0;
  #stopped = false;

  constructor(sink: ElementSink, problems: ProblemList) {
    this.#sink = sink;
    this.#problems = problems;
  }

  /** True after a line that is too long to be held. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Lines that are not blank. */
  get elements(): number {
    return this.#elements;
  }

  push(text: string): void {
    if (this.#stopped) return;
    this.#window.add(text);
    while (this.#window.skipBlank()) {
      const newline = this.#window.text.indexOf("\n", this.#window.at);
      if (newline === -1) break;
      if (!this.#line(newline)) return;
    }
    const { text: rest, at } = this.#window;
    if (rest.length - at > LONGEST) this.#line(rest.length);
  }

  /** Says that the text has ended; the last line may do without its newline. */
  finish(): void {
    if (!this.#stopped && this.#window.skipBlank()) this.#line(this.#window.text.length);
  }

  /** The place after all text pushed so far. */
  end(): TextPlace {
    return this.#window.end();
  }

  #line(end: number): boolean {
    const { text, at } = this.#window;
    const place = this.#window.place();
    this.#elements += 1;
    if (end - at > LONGEST) {
      this.#stopped = true;
      this.#problems.add({ ...place, message: LONG_LINE });
      return false;
    }
    const scan = this.#scan;
    scan.reset();
    const char = text.charAt(at);
    if (char === "{" || char === "[") scan.run(text, at, end);
    if (scan.tooDeep === undefined)
      this.#sink.take({ text: text.slice(at, end), place, members: scan.members });
    else {
      const { message } = tooDeep(scan.tooDeep);
      this.#problems.add({ line: place.line, column: place.column + scan.tooDeep, message });
    }
    this.#window.moveTo(end);
    return true;
  }
}

const LONG_LINE = `this line is longer than ${LONGEST_SHOWN}; NDJSON holds one object a line`;
