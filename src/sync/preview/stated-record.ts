import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import type { SourceConfig } from "../../config/config.ts";
import { foldName } from "../../fold-name.ts";
import { stepInto } from "../../mapping/steps.ts";
import type { Attributes } from "../../source/record.ts";

/** A record that somebody wrote down, to see what becomes of it. */
export interface StatedRecord {
  readonly attributes: Attributes;
  /** The names under `groups`, which are also an attribute. */
  readonly groups: readonly string[];
  /** What stands where the sources have the keys of such records; empty when nothing does. */
  readonly key: string;
}

/** The record as a reader would have given it: names in lower case, texts trimmed, nothing that is empty. */
export function statedRecord(
  written: JsonObject,
  kind: "users" | "groups",
  sources: readonly Pick<SourceConfig, "options">[],
): StatedRecord {
  const attributes = (kept(written) ?? {}) as Attributes;
  const groups = attributes["groups"] ?? [];
  const keys = sources.flatMap(({ options }) => {
    const path = options.type === "program" ? "key" : options[kind]?.key;
    return path === undefined ? [] : [path, ...(options.type === "json" ? [path.split(".")] : [])];
  });
  const key = keys.map((path) => valueAt(attributes, [path].flat())).find((value) => value !== undefined);
  return {
    attributes,
    groups: [groups].flat().filter((name) => typeof name === "string"),
    key: key ?? "",
  };
}

function valueAt(attributes: Attributes, path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>(
    (found, name) => (Array.isArray(found) ? undefined : stepInto(found, foldName(name))),
    attributes,
  );
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
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
