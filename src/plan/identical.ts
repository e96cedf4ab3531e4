import { isJsonObject, type Json } from "../canonical.ts";

/** True when two values are the same to the letter; the order of members does not count. Quick, and makes nothing. */
export function isIdentical(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) return Array.isArray(other) && isIdenticalList(one, other);
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  for (const name of names) {
    const [mine, theirs] = [one[name], Object.hasOwn(other, name) ? other[name] : undefined];
    if (mine === undefined || theirs === undefined || !isIdentical(mine, theirs)) return false;
  }
  return true;
}

function isIdenticalList(one: readonly Json[], other: readonly Json[]): boolean {
  if (one.length !== other.length) return false;
  for (const [at, item] of one.entries()) {
    if (!isIdentical(item, other[at] ?? null)) return false;
  }
  return true;
}
