import { createHmac } from "node:crypto";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { referencedKey } from "../mapping/reference.ts";
import { alterAll } from "./at-path.ts";
import type { ReadPath } from "./attribute-path-set.ts";
import type { EntryId } from "./operation.ts";

/**
 * A secret is written down as this mark and a keyed hash of it: enough to see that it changed, of no use to whoever
 * reads the state file or a plan. No source value can hold a NUL, so no value can pretend to be a seal.
 */
const mark = "\u0000secret:";
const sealInText = /"\\u0000secret:[^"]*"/g;

/** Puts a seal in place of a secret value of an account. The same value of another account has another seal. */
export type Seal = (value: Json) => string;

/** Seals of one target, made with the random key of the state file. */
export function createSealer(key: string, target: string): (entry: EntryId) => Seal {
  return (entry) => (value) => {
    const keyed = createHmac("sha256", key).update(
      `${target}\n${entry}\n${canonicalJson(value).normalize("NFC")}`,
    );
    return mark + keyed.digest("base64url").slice(0, 22);
  };
}

export function isSealed(value: Json | undefined): boolean {
  return typeof value === "string" && value.startsWith(mark);
}

/** The resource with its secrets sealed; references and seals stay as they are. */
export function sealSecrets(resource: JsonObject, secret: readonly ReadPath[], seal: Seal): JsonObject {
  if (secret.length === 0) return resource;
  return alterAll(resource, secret, (value) =>
    alterLeaves(value, (leaf) => (isOpen(leaf) ? seal(leaf) : leaf)),
  );
}

function isOpen(leaf: Json): boolean {
  return leaf !== null && leaf !== "" && !isSealed(leaf) && referencedKey(leaf) === undefined;
}

/** The values behind the seals of a resource that is mapped anew. */
export function secretsOf(
  resource: JsonObject,
  secret: readonly ReadPath[],
  seal: Seal,
): ReadonlyMap<string, Json> {
  const known = new Map<string, Json>();
  sealSecrets(resource, secret, (value) => {
    const sealed = seal(value);
    known.set(sealed, value);
    return sealed;
  });
  return known;
}

/** The value with its seals opened; one that nothing is known of leaves nothing behind. */
export function openSeals(value: Json, known: ReadonlyMap<string, Json>): Json | undefined {
  return alterLeaves(value, (leaf) => (isSealed(leaf) ? known.get(leaf as string) : leaf));
}

/** True when there is a seal somewhere in the value. */
export function holdsSeals(value: Json): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => holdsSeals(item));
  return isJsonObject(value) ? Object.values(value).some(holdsSeals) : isSealed(value);
}

/** All seals in the value. */
export function sealsIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => sealsIn(item));
  if (isJsonObject(value)) return Object.values(value).flatMap(sealsIn);
  return typeof value === "string" && isSealed(value) ? [value] : [];
}

/** What stands for a secret wherever people look. */
export const hidden = "•••";

/** JSON text with every seal hidden. */
export function hideSeals(json: string): string {
  return json.includes("u0000secret:") ? json.replaceAll(sealInText, `"${hidden}"`) : json;
}

/** The value with every seal hidden; the same when there is none. */
export function hideSealsIn<T>(value: T): T {
  return holdsSeals(value as Json) ? (JSON.parse(hideSeals(JSON.stringify(value))) as T) : value;
}

/** The resource with its secrets hidden, for people to look at. */
export function hideSecrets(resource: JsonObject, secret: readonly ReadPath[]): JsonObject {
  return sealSecrets(resource, secret, () => hidden);
}

/** What a value of a list is told apart by is no secret. */
const labels: ReadonlySet<string> = new Set(["type", "primary"]);

function alterLeaves(value: Json, alter: (leaf: Json) => Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((item: Json) => alterLeaves(item, alter)).filter((item) => item !== undefined);
  }
  if (!isJsonObject(value)) return alter(value);
  const entries = Object.entries(value).flatMap(([name, item]) => {
    const next = labels.has(name.toLowerCase()) ? item : alterLeaves(item, alter);
    return next === undefined ? [] : [[name, next] as const];
  });
  return Object.fromEntries(entries);
}
