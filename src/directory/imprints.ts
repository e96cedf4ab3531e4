import { hash } from "node:crypto";
import { fingerprint } from "../canonical.ts";
import type { Imprint, Recogniser } from "../source/recogniser.ts";

/** Changed when a program makes something else of the same text. */
const VERSION = "1";
const WORDS = 4;
const LENGTH = 16;

/**
 * The imprints of entries, 16 bytes each by the number of the entry, and eight more to find an entry by its imprint. 128
 * bits of sha256: nobody makes another text of the same imprint.
 */
export class Imprints {
  #words: Uint32Array;
  /** Entries in an open hash table, as they were when it was made; 0 where there is none. */
  readonly #index: Int32Array;
  #changed = false;

  /** As `words` gave them. */
  constructor(words: Uint32Array = new Uint32Array(0)) {
    this.#words = words;
    this.#index = indexOf(words);
  }

  /** Whether another entry has another imprint than at the beginning. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Four words an entry, by its number; all zero where there is no imprint. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** For records of a source. */
  recogniser(source: string): Recogniser {
    return {
      under: (heading) => {
        const salt = fingerprint(JSON.stringify([VERSION, source, heading]));
        return {
          imprintOf: (text) => hash("sha256", salt + text, "binary").slice(0, LENGTH),
          find: (imprint) => this.find(imprint),
        };
      },
    };
  }

  find(imprint: Imprint): number {
    const index = this.#index;
    const words = this.#words;
    const mask = index.length - 1;
    const [first, second] = [wordOf(imprint, 0), wordOf(imprint, 1)];
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const entry = index[slot] ?? 0;
      if (entry === 0) return 0;
      const at = entry * WORDS;
      if (words[at] !== first || words[at + 1] !== second) continue;
      if (words[at + 2] === wordOf(imprint, 2) && words[at + 3] === wordOf(imprint, 3)) return entry;
    }
  }

  /** Undefined takes the imprint of the entry away. */
  put(entry: number, imprint: Imprint | undefined): void {
    const at = entry * WORDS;
    if (at + WORDS > this.#words.length) {
      if (imprint === undefined) return;
      this.#grow(at + WORDS);
    }
    for (let word = 0; word < WORDS; word += 1) {
      const value = imprint === undefined ? 0 : wordOf(imprint, word);
      this.#changed ||= this.#words[at + word] !== value;
      this.#words[at + word] = value;
    }
  }

  #grow(least: number): void {
    const words = new Uint32Array(Math.max(least, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
  }
}

/** Less than half of it is in use, so that a search ends soon. */
function indexOf(words: Uint32Array): Int32Array {
  const entries = words.length / WORDS;
  const index = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, entries * 2 + 1))));
  const mask = index.length - 1;
  for (let entry = 1; entry < entries; entry += 1) {
    const first = words[entry * WORDS] ?? 0;
    if (first === 0 && words[entry * WORDS + 1] === 0) continue;
    let slot = first & mask;
    while (index[slot] !== 0) slot = (slot + 1) & mask;
    index[slot] = entry;
  }
  return index;
}

function wordOf(imprint: Imprint, word: number): number {
  const at = word * 4;
  const low = imprint.charCodeAt(at) | (imprint.charCodeAt(at + 1) << 8);
  return (low | (imprint.charCodeAt(at + 2) << 16) | (imprint.charCodeAt(at + 3) << 24)) >>> 0;
}
