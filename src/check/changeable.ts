import type { JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { isJsonObject } from "../canonical.ts";
import { isSchemaUrn } from "../scim/resource.ts";

/** Whether an attribute of a user keeps what a write makes of it, as far as the profile says. */
export function isChangeable({ users }: ConnectorProfile, path: string): boolean {
  const { immutable, volatile, refuses } = users;
  return !isNamed([...immutable, ...volatile, ...refuses], path) && !isDropped({ users }, path);
}

/** Whether the profile says that the attribute is taken and not kept. */
export function isDropped({ users }: Pick<ConnectorProfile, "users">, path: string): boolean {
  const { drops, externalId } = users;
  return isNamed(externalId === "ignored" ? [...drops, "externalId"] : drops, path);
}

/** Whether a path, or what it lies in, is among the paths. */
export function isNamed(paths: readonly string[], path: string): boolean {
  const own = plain(path);
  return paths.some((one) => [".", ":"].some((mark) => `${own}${mark}`.startsWith(`${plain(one)}${mark}`)));
}

function plain(path: string): string {
  return path.replaceAll(/\[[^\]]*\]/g, "").toLowerCase();
}

/** The resource without what stands at these paths. */
export function without(resource: JsonObject, paths: readonly string[]): JsonObject {
  const kept = Object.entries(resource).flatMap(([name, value]): (readonly [string, typeof value])[] => {
    if (isNamed(paths, name)) return [];
    const mark = isSchemaUrn(name) ? ":" : ".";
    if (Array.isArray(value)) {
      const items = value.map((item) => (isJsonObject(item) ? pick(item, name + mark, paths) : item));
      return [[name, items.filter((item) => !isJsonObject(item) || Object.keys(item).length > 0)]];
    }
    if (!isJsonObject(value)) return [[name, value]];
    const part = pick(value, name + mark, paths);
    return Object.keys(part).length === 0 ? [] : [[name, part]];
  });
  return Object.fromEntries(kept);
}

function pick(object: JsonObject, place: string, paths: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !isNamed(paths, place + name)));
}
