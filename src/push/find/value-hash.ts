import { identityOf, isRecognisedWithoutCase } from "../../scim/attribute-rules.ts";

/** What is the same for all values of an attribute; made once where many are hashed. */
export interface HashedPath {
  readonly path: string;
  /** The hash of what stands before the value. */
  readonly start: number;
  readonly mindsCase: boolean;
}

export function hashedPath(path: string): HashedPath {
  const start = mixIn(0x811c9dc5, `${path.toLowerCase()} `);
  return { path, start, mindsCase: !isRecognisedWithoutCase(path) };
}

/**
 * The same for values of an attribute that identify the same: FNV-1a over UTF-16 units with the last mixing of Murmur3, as a
 * whole number of 32 bits with a sign, which takes no room of its own in a Map.
 */
export function hashOf(attribute: HashedPath, value: string): number {
  let hash = plainHash(attribute, value) ?? mixIn(attribute.start, identityOf(attribute.path, value));
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function mixIn(before: number, text: string): number {
  let hash = before;
  for (let at = 0; at < text.length; at += 1) hash = step(hash, text.charCodeAt(at));
  return hash;
}

function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** Visible ASCII needs no Unicode: its normal form is itself. Undefined of any other text. */
function plainHash({ start, mindsCase }: HashedPath, value: string): number | undefined {
  let hash = start;
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charCodeAt(at);
    if (unit <= 0x20 || unit > 0x7e) return undefined;
    const isCapital = unit >= 0x41 && unit <= 0x5a;
    hash = step(hash, isCapital && !mindsCase ? unit + 0x20 : unit);
  }
  return hash;
}
