import { isJsonObject } from "../../../canonical.ts";
import type { Json, JsonObject } from "../../../canonical.ts";
import type { ProblemList } from "../../file/problem-list.ts";
import type { ElementSink, RawElement } from "./document-listener.ts";
import { findFault } from "./fault-finder.ts";
import { LONGEST_SHOWN } from "./tokens.ts";

/** An element that is an object. */
export interface JsonElement extends RawElement {
  readonly value: JsonObject;
}

/**
 * Parses elements, and hands on those that are objects; what is wrong with the others goes to `problems`. To parse many
 * at once as one list was measured to be no faster.
 */
export class ElementParser implements ElementSink {
  /** What the elements are called, such as `an element of "users"`. */
  readonly #called: string;
  readonly #problems: ProblemList;
  readonly #take: (element: JsonElement) => void;

  constructor(called: string, problems: ProblemList, take: (element: JsonElement) => void) {
    this.#called = called;
    this.#problems = problems;
    this.#take = take;
  }

  take(element: RawElement): boolean {
    let value: Json;
    try {
      value = JSON.parse(element.text) as Json;
    } catch {
      this.#refuse(element);
      return false;
    }
    const { text, place, members } = element;
    if (isJsonObject(value)) this.#take({ value, text, place, members });
    else this.#problems.add({ ...place, message: `${this.#called} is ${describe(value)}, not an object` });
    return true;
  }

  takeCut(element: RawElement, why: "ended" | "long"): void {
    const fault = findFault(element, false);
    if (fault !== undefined && fault.ended !== true) return this.#add(fault);
    const message =
      why === "long"
        ? `${this.#called} is longer than ${LONGEST_SHOWN}; is a bracket or a quote not closed?`
        : `the file ends inside ${this.#called} that begins here; was it cut short?`;
    this.#problems.add({ ...element.place, message });
  }

  #refuse(element: RawElement): void {
    this.#add(findFault(element, true) ?? { ...element.place, message: `${this.#called} is not JSON` });
  }

  #add({ line, column, message }: { line: number; column: number; message: string }): void {
    this.#problems.add({ line, column, message });
  }
}

/** A value for a message. */
export function describe(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (isJsonObject(value)) return "an object";
  return typeof value === "string" ? "a text" : JSON.stringify(value);
}
