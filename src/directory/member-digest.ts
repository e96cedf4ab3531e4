/**
 * A digest of the members of a group that does not depend on their order: sums of two 32-bit hashes, and the count.
 * Ten million memberships are read at each run and hardly ever change; telling so must cost nanoseconds, and nobody
 * gains by forging a collision in a directory they already own.
 */
export class MemberDigest {
  #count = 0;
  #low = 0;
  #high = 0;

  add(key: string): void {
    let low = 0x811c9dc5;
    let high = 0x9747b28c;
    for (let at = 0; at < key.length; at += 1) {
      const unit = key.charCodeAt(at);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x5bd1e995) ^ (high >>> 15);
    }
    this.#count += 1;
    this.#low = (this.#low + mix(low)) | 0;
    this.#high = (this.#high + mix(high)) | 0;
  }

  /** Equal texts mean equal members, each as often. */
  toString(): string {
    return `${this.#count}:${(this.#low >>> 0).toString(36)}:${(this.#high >>> 0).toString(36)}`;
  }
}

/** The finalizer of MurmurHash3: spreads each bit over all. */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
