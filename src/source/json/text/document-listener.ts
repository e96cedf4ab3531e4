import type { TextPlace } from "./text-window.ts";

/** An element of a list as it stands in the file. */
export interface RawElement {
  readonly text: string;
  readonly place: TextPlace;
  /** Members of all objects in it, as counted in the text. */
  readonly members: number;
}

/** What becomes of the elements of a list. */
export interface ElementSink {
  /** Gives false when the element is not JSON, because then nothing after it has a meaning. */
  take(element: RawElement): boolean;
  /** Is told of an element whose end did not come: the file `ended`, or it is too `long`. */
  takeCut(element: RawElement, why: "ended" | "long"): void;
}

/** Something wrong at a place in the text. */
export interface Complaint extends TextPlace {
  readonly message: string;
  /** True when the text is right as far as it goes. */
  readonly ended?: boolean;
}

/**
 * Who listens to a document. A path is the names that lead to a value, folded and joined by dots: "" is the document
 * itself. What stands in the elements of a list has no path and is not told.
 */
export interface DocumentListener {
  /** A list begins. Gives who takes its elements; undefined when they are only to be checked. */
  list(path: string, place: TextPlace): ElementSink | undefined;
  object(path: string, place: TextPlace): void;
  /** A plain value, or one in the list at this path. */
  scalar(path: string, value: string | number | boolean | null, place: TextPlace): void;
  /** A name, whose value has this path. */
  member(path: string, place: TextPlace): void;
  /** A document is whole. Gives whether another may follow it. */
  closed(): boolean;
  /** The text is not JSON; nothing more will be told. */
  fault(complaint: Complaint): void;
}
