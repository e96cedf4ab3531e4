import type { ProblemList } from "../../file/problem-list.ts";
import { DocumentReader } from "./document.ts";
import type { DocumentListener, ElementSink } from "./document-listener.ts";
import { detectForm } from "./form.ts";
import type { JsonForm } from "./form.ts";
import { LineReader } from "./lines.ts";
import { TextWindow } from "./text-window.ts";
import type { TextPlace } from "./text-window.ts";

/** Who takes what a file holds. */
export interface TextListener {
  readonly document: DocumentListener;
  readonly lines: ElementSink;
}

/** How the form of a file is known: by its text, or it is stated. */
export interface FormHints {
  readonly stated?: JsonForm;
  /** The file is named as NDJSON is. */
  readonly namedLines: boolean;
}

/** Reads a file of either form, in pieces cut anywhere. */
export class JsonText {
  readonly #listener: TextListener;
  readonly #hints: FormHints;
  readonly #problems: ProblemList;
  #head = "";
  #reader: DocumentReader | LineReader | undefined;

  constructor(listener: TextListener, hints: FormHints, problems: ProblemList) {
    this.#listener = listener;
    this.#hints = hints;
    this.#problems = problems;
  }

  /** True when the rest of the text has no meaning. */
  get stopped(): boolean {
    return this.#reader?.stopped === true;
  }

  push(text: string): void {
    if (this.#reader !== undefined) return this.#reader.push(text);
    this.#head += text;
    this.#start(false)?.push(this.#head);
  }

  /** Says that the text has ended. */
  finish(): void {
    if (this.#reader === undefined) this.#start(true)?.push(this.#head);
    const reader = this.#reader;
    reader?.finish();
    if (reader === undefined || reader.stopped) return;
    const empty = reader instanceof LineReader ? reader.elements === 0 : reader.documents === 0;
    if (empty) this.#problems.add({ message: "the file is empty; a list of nobody is written []" });
  }

  /** The place after all text pushed so far. */
  end(): TextPlace {
    if (this.#reader !== undefined) return this.#reader.end();
    const window = new TextWindow();
    window.add(this.#head);
    return window.end();
  }

  #start(last: boolean): DocumentReader | LineReader | undefined {
    const { stated, namedLines } = this.#hints;
    const form = stated ?? detectForm(this.#head, last, namedLines);
    if (form === "lines") this.#reader = new LineReader(this.#listener.lines, this.#problems);
    if (form === "document") this.#reader = new DocumentReader(this.#listener.document);
    return this.#reader;
  }
}
