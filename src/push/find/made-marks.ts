import { hashedPath, hashOf } from "./value-hash.ts";

/** Bits for each value that is expected: of a hundred look-ups less than one is told wrong. */
const bitsEach = 128;
const fewest = 2 ** 16;
const most = 2 ** 28;

/**
 * Values of what was made in this push, so that another of the same value is looked for by filter. Bits and nothing else:
 * 32 MB for a million accounts with two values, since a push must not need room for each account it makes. Who was marked is always
 * told; of others some are told, too.
 */
export class MadeMarks {
  readonly #bits: Uint32Array;
  readonly #mask: number;

  /** `expected`: values that are to be marked. */
  constructor(expected: number) {
    const wanted = Math.min(most, Math.max(fewest, expected * bitsEach));
    const size = 2 ** Math.ceil(Math.log2(wanted));
    this.#bits = new Uint32Array(size / 32);
    this.#mask = size - 1;
  }

  mark(path: string, value: string): void {
    const at = hashOf(hashedPath(path), value) & this.#mask;
    this.#bits[at >>> 5] = (this.#bits[at >>> 5] ?? 0) | (1 << (at & 31));
  }

  has(path: string, value: string): boolean {
    const at = hashOf(hashedPath(path), value) & this.#mask;
    return ((this.#bits[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0;
  }
}
