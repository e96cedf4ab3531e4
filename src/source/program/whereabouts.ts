import type { JsonObject } from "../../canonical.ts";

/** The directory keeps a number for each text, which has 16 bits. */
const MOST_TEXTS = 10_000;
const LONGEST = 300;
const LARGEST_LINE = 2 ** 32 - 1;

/** Where one record came from. */
export interface Whereabout {
  readonly file: string;
  readonly line: number;
  /** The file is another one than that of the record before. */
  readonly isNew: boolean;
  /** What is wrong with what was said of it. */
  readonly complaint?: string;
}

/** Says where the records of a program came from, by its own words or by their number. */
export class Whereabouts {
  readonly #display: string;
  readonly #counts = new Map<string, number>();
  #last: string | undefined;

  /** `display` stands for records of which nothing is said. */
  constructor(display: string) {
    this.#display = display;
  }

  of({ where, line }: JsonObject): Whereabout {
    const file = this.#fileOf(where);
    const count = (this.#counts.get(file) ?? 0) + 1;
    this.#counts.set(file, count);
    const isNew = file !== this.#last;
    this.#last = file;
    if (line === undefined) return { file, line: count, isNew };
    const isLine = typeof line === "number" && Number.isInteger(line) && line >= 1 && line <= LARGEST_LINE;
    if (isLine) return { file, line, isNew };
    return { file, line: count, isNew, complaint: `"line" is no whole number from 1 to ${LARGEST_LINE}` };
  }

  #fileOf(where: unknown): string {
    if (typeof where !== "string") return this.#display;
    const text = where
      .replace(/[\p{C}\p{Z}]+/gu, " ")
      .trim()
      .slice(0, LONGEST);
    if (text === "") return this.#display;
    return this.#counts.has(text) || this.#counts.size < MOST_TEXTS ? text : this.#display;
  }
}
