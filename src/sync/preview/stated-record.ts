import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import { foldName } from "../../fold-name.ts";
import type { Attributes } from "../../source/record.ts";

/** A record that somebody wrote down, to see what becomes of it. */
export interface StatedRecord {
  readonly attributes: Attributes;
  /** The names under `groups`, which are also an attribute. */
  readonly groups: readonly string[];
}

/** The record as a reader would have given it: names in lower case, texts trimmed, nothing that is empty. */
export function statedRecord(written: JsonObject): StatedRecord {
  const attributes = (kept(written) ?? {}) as Attributes;
  const groups = attributes["groups"] ?? [];
  return { attributes, groups: [groups].flat().filter((name) => typeof name === "string") };
}

function kept(value: Json): Json | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value.trim();
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.flatMap((item: Json) => kept(item) ?? []);
    return items.length === 0 ? undefined : items;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, inner]) => {
    const item = kept(inner);
    return item === undefined ? [] : [[foldName(name), item] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
