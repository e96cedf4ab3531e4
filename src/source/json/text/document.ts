import type { DocumentListener } from "./document-listener.ts";
import { foldName } from "../../../fold-name.ts";
import { ListReader } from "./list-reader.ts";
import { TextWindow } from "./text-window.ts";
import type { TextPlace } from "./text-window.ts";
import { DEEPEST, JsonFault, NEED_MORE, tokenEnd, tooDeep, unexpected } from "./tokens.ts";

/** An object or list that is open. */
interface Frame {
  readonly closer: "}" | "]";
  readonly path: string | undefined;
  readonly place: TextPlace;
}

type Scalar = string | number | boolean | null;

/**
 * Reads JSON documents (RFC 8259) that come in pieces cut anywhere, and hands out the elements of lists as texts. Between
 * pieces it keeps the element at hand, and around it only what is open.
 */
export class DocumentReader {
  readonly #listener: DocumentListener;
  readonly #window: TextWindow;
  readonly #frames: Frame[] = [];
  /** The list whose elements are handed out. */
  #list: ListReader | undefined;
  /** The path of the value that comes next. */
  #path: string | undefined = "";
  #expect: "value" | "firstItem" | "firstName" | "name" | "colon" | "next" = "value";
  #mayFollow = true;
  #documents = 0;
  #stopped = false;

  /** `start` is where the text stands when it is only a part of a file. */
  constructor(listener: DocumentListener, start?: TextPlace) {
    this.#listener = listener;
    this.#window = new TextWindow(start);
  }

  /** True after a fault, which leaves the rest of the text without meaning. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** How many documents have been read to their end. */
  get documents(): number {
    return this.#documents;
  }

  push(text: string): void {
    if (this.#stopped) return;
    this.#window.add(text);
    this.#run(false);
  }

  finish(): void {
    if (!this.#stopped) this.#run(true);
  }

  /** The place after all text pushed so far. */
  end(): TextPlace {
    return this.#window.end();
  }

  #run(last: boolean): void {
    try {
      let more = true;
      while (more) more = this.#list === undefined ? this.#step(last) : this.#listStep(this.#list, last);
      if (last && !this.#stopped) this.#expectWhole();
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      this.#stopped = true;
      const { at, message, ended } = error;
      this.#listener.fault({ ...this.#window.placeOf(at), message, ended });
    }
  }

  #expectWhole(): void {
    const frame = this.#frames.at(-1);
    const open = this.#list?.place ?? frame?.place;
    if (open === undefined) return;
    const inside = this.#list === undefined && frame?.closer === "}" ? "object" : "list";
    const opened = `${inside} that opens at ${open.line}:${open.column}`;
    const message = `the file ends inside the ${opened}; was it cut short?`;
    throw new JsonFault(this.#window.text.length, message, true);
  }

  #listStep(list: ListReader, last: boolean): boolean {
    const progress = list.run(last);
    if (progress === "closed") {
      this.#list = undefined;
      this.#valueEnded();
    }
    if (progress === "stopped") this.#stopped = true;
    return progress === "closed";
  }

  /** Takes one token; false when the text at hand does not hold one. */
  #step(last: boolean): boolean {
    const window = this.#window;
    if (!window.skipBlank()) return false;
    if (this.#frames.length === 0 && !this.#mayFollow) {
      throw new JsonFault(window.at, "text after the end of the document; is a bracket closed too early?");
    }
    const end = tokenEnd(window.text, window.at, last);
    if (end === NEED_MORE) return false;
    this.#accept(window.text.charAt(window.at), end);
    return true;
  }

  #accept(char: string, end: number): void {
    const frame = this.#frames.at(-1);
    switch (this.#expect) {
      case "firstItem":
        return char === "]" ? this.#close(end) : this.#value(char, end);
      case "value":
        return this.#value(char, end);
      case "firstName":
        return char === "}" ? this.#close(end) : this.#name(char, end);
      case "name":
        return this.#name(char, end);
      case "colon":
        if (char !== ":") throw unexpected(this.#window, '":"', frame?.place);
        this.#window.moveTo(end);
        this.#expect = "value";
        return;
      case "next":
        if (char === frame?.closer) return this.#close(end);
        if (char !== ",") throw unexpected(this.#window, `"," or "${frame?.closer}"`, frame?.place);
        this.#window.moveTo(end);
        this.#expect = frame?.closer === "]" ? "value" : "name";
        return;
    }
  }

  #name(char: string, end: number): void {
    const window = this.#window;
    const frame = this.#frames.at(-1);
    if (char !== '"') throw unexpected(window, "a name in double quotes", frame?.place);
    this.#path = frame?.path === undefined ? undefined : this.#pathBelow(frame.path, end);
    if (this.#path !== undefined) this.#listener.member(this.#path, window.place());
    window.moveTo(end);
    this.#expect = "colon";
  }

  /** What is below a member without a name has no path, because nothing can address it. */
  #pathBelow(path: string, end: number): string | undefined {
    const name = foldName(this.#plainValue(end) as string);
    if (name === "") return undefined;
    return path === "" ? name : `${path}.${name}`;
  }

  #value(char: string, end: number): void {
    const frame = this.#frames.at(-1);
    const inList = frame?.closer === "]";
    if (char === "{" || char === "[") return this.#open(char, end, inList ? undefined : this.#path);
    if ("}],:".includes(char)) throw unexpected(this.#window, "a value", frame?.place);
    const path = inList ? frame.path : this.#path;
    if (path !== undefined) this.#listener.scalar(path, this.#plainValue(end), this.#window.place());
    this.#window.moveTo(end);
    this.#valueEnded();
  }

  #plainValue(end: number): Scalar {
    return JSON.parse(this.#window.text.slice(this.#window.at, end)) as Scalar;
  }

  #open(char: "{" | "[", end: number, path: string | undefined): void {
    const window = this.#window;
    if (this.#frames.length === DEEPEST) throw tooDeep(window.at);
    const place = window.place();
    window.moveTo(end);
    if (char === "{") {
      if (path !== undefined) this.#listener.object(path, place);
      this.#frames.push({ closer: "}", path, place });
      this.#expect = "firstName";
      return;
    }
    const sink = path === undefined ? undefined : this.#listener.list(path, place);
    if (sink === undefined) {
      this.#frames.push({ closer: "]", path, place });
      this.#expect = "firstItem";
    } else this.#list = new ListReader(window, sink, place);
  }

  #close(end: number): void {
    this.#frames.pop();
    this.#window.moveTo(end);
    this.#valueEnded();
  }

  #valueEnded(): void {
    this.#expect = this.#frames.length > 0 ? "next" : "value";
    if (this.#frames.length > 0) return;
    this.#documents += 1;
    this.#path = "";
    this.#mayFollow = this.#listener.closed();
  }
}
