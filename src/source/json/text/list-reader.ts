import type { ElementSink } from "./document-listener.ts";
import { ElementScan } from "./element-scan.ts";
import type { TextPlace, TextWindow } from "./text-window.ts";
import { LONGEST, NEED_MORE, tokenEnd, tooDeep, unexpected } from "./tokens.ts";

/** `more` when the text at hand is used up, `stopped` when what follows has no meaning. */
export type ListProgress = "more" | "closed" | "stopped";

/** Takes the elements of one list out of the window, after its opening bracket and up to the closing one. */
export class ListReader {
  /** Where the list opens. */
  readonly place: TextPlace;
  readonly #window: TextWindow;
  readonly #sink: ElementSink;
  readonly #scan = new ElementScan();
  #expect: "first" | "element" | "next" = "first";

  constructor(window: TextWindow, sink: ElementSink, place: TextPlace) {
    this.#window = window;
    this.#sink = sink;
    this.place = place;
  }

  /** Goes as far as the text at hand allows, which is the `last` of the file or not. Throws `JsonFault`. */
  run(last: boolean): ListProgress {
    const window = this.#window;
    while (window.skipBlank()) {
      const char = window.text.charAt(window.at);
      if (char === "]" && this.#expect !== "element") {
        window.moveTo(window.at + 1);
        return "closed";
      }
      if (this.#expect === "next") {
        if (char !== ",") throw unexpected(window, '"," or "]"', this.place);
        window.moveTo(window.at + 1);
        this.#expect = "element";
        continue;
      }
      const progress = char === "{" || char === "[" ? this.#element(last) : this.#plain(last);
      if (progress !== undefined) return progress;
      this.#expect = "next";
    }
    return "more";
  }

  #element(last: boolean): ListProgress | undefined {
    const scan = this.#scan;
    const { text, at } = this.#window;
    const end = scan.run(text, at);
    if (scan.tooDeep !== undefined) throw tooDeep(at + scan.tooDeep);
    const long = (end === NEED_MORE ? text.length : end) - at > LONGEST;
    if (long || (end === NEED_MORE && last)) {
      const cut = { text: text.slice(at), place: this.#window.place(), members: 0 };
      this.#sink.takeCut(cut, long ? "long" : "ended");
      return "stopped";
    }
    if (end === NEED_MORE) return "more";
    if (!this.#take(end, scan.members)) return "stopped";
    this.#window.movePast(end, scan.newlines, at + scan.lineOffset);
    scan.reset();
    return undefined;
  }

  /** An element without brackets. */
  #plain(last: boolean): ListProgress | undefined {
    const { text, at } = this.#window;
    if ("},:]".includes(text.charAt(at))) throw unexpected(this.#window, "an element", this.place);
    const end = tokenEnd(text, at, last);
    if (end === NEED_MORE) return "more";
    if (!this.#take(end, 0)) return "stopped";
    this.#window.moveTo(end);
    return undefined;
  }

  #take(end: number, members: number): boolean {
    const window = this.#window;
    return this.#sink.take({ text: window.text.slice(window.at, end), place: window.place(), members });
  }
}
