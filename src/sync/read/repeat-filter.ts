const BITS_PER_VALUE = 16;
const PROBES = 4;
const MOST_CANDIDATES = 50_000;

/**
 * Finds, among values too many to keep, those that may occur more than once: none that does is missed, and one in some
 * hundreds of others is taken for one (a Bloom filter: two bytes a value).
 */
export class RepeatFilter {
  readonly #bits: Uint32Array;
  readonly #mask: number;
  readonly #candidates = new Set<number>();

  /** `expected` values, more or less. */
  constructor(expected: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(1_024, expected * BITS_PER_VALUE)));
    this.#bits = new Uint32Array(size / 32);
    this.#mask = size - 1;
  }

  /** So many values repeat that it is no use to list them. */
  get overrun(): boolean {
    return this.#candidates.size > MOST_CANDIDATES;
  }

  add(value: string): void {
    const { low, high } = hashesOf(value);
    let seen = true;
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = (low + Math.imul(probe, high)) & this.#mask;
      const flag = 1 << (bit & 31);
      const word = this.#bits[bit >>> 5] ?? 0;
      if ((word & flag) === 0) seen = false;
      this.#bits[bit >>> 5] = word | flag;
    }
    if (seen && !this.overrun) this.#candidates.add(name({ low, high }));
  }

  /** Whether the value may have been added more than once. */
  mayRepeat(value: string): boolean {
    return this.#candidates.has(name(hashesOf(value)));
  }
}

interface Hashes {
  readonly low: number;
  readonly high: number;
}

/** Two hashes at a time, after FNV-1a and MurmurHash2. */
function hashesOf(text: string): Hashes {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995) ^ (high >>> 15);
  }
  return { low: low ^ (low >>> 15), high: (high ^ (high >>> 13)) | 1 };
}

/** Both hashes as one whole number that a double holds exactly. */
function name({ low, high }: Hashes): number {
  return (low >>> 0) * 0x20_0000 + (high & 0x1f_ffff);
}
