import { fileURLToPath } from "node:url";
import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import { listConnectors, readConnector } from "../../src/connector/load.ts";
import { mergeSettings } from "../../src/connector/merge.ts";
import { BASE_PROFILE } from "../../src/connector/profile-file.ts";

export const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));

/** What a connector says itself and by what it extends, without generic; in the words of its file. */
export async function statedBy(name: string): Promise<JsonObject> {
  const { files } = await readConnector(name, connectorFolder, connectorFolder);
  const own = files.filter((file) => file.name !== BASE_PROFILE).toReversed();
  const { extends: _extends, ...stated } = own.reduce<JsonObject>(
    (under, { written }) => mergeSettings(under, written),
    {},
  );
  return stated;
}

/** What generic says, which is every knob's default. */
export async function defaultSettings(): Promise<JsonObject> {
  const { files } = await readConnector(BASE_PROFILE, connectorFolder, connectorFolder);
  return files[0]?.written ?? {};
}

export async function connectorNames(): Promise<readonly string[]> {
  return listConnectors(connectorFolder);
}

/** The setting at a dotted path. */
export function settingAt(settings: JsonObject, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>(
      (inner, name) => (isJsonObject(inner ?? null) ? (inner as JsonObject)[name] : undefined),
      settings,
    );
}

/** Settings without what stands at a dotted path. */
export function withoutSetting(settings: JsonObject, path: string): JsonObject {
  const [name = "", ...rest] = path.split(".");
  const { [name]: value, ...others } = settings;
  if (rest.length === 0 || value === undefined || !isJsonObject(value)) return others;
  return { ...others, [name]: withoutSetting(value, rest.join(".")) };
}

/** Settings with a number at a dotted path put down to `most`; one that is not stated becomes it where `always` is said. */
function withAtMost(settings: JsonObject, path: string, most: number, always = false): JsonObject {
  const value = settingAt(settings, path);
  if (typeof value !== "number" && !always) return settings;
  const number = typeof value === "number" ? Math.min(value, most) : most;
  return mergeSettings(
    settings,
    path.split(".").reduceRight<Json>((inner, name) => ({ [name]: inner }), number) as JsonObject,
  );
}

/**
 * The same connector with its numbers put down to what eight people reach: pages, members and operations of a request,
 * requests in a span of time.
 */
export function forFewPeople(settings: JsonObject): JsonObject {
  const sizes: readonly (readonly [string, number, boolean])[] = [
    ["reads.pageSize", 3, true],
    ["groups.membersPerRequest", 3, true],
    ["groups.operationsPerRequest", 2, false],
    ["users.operationsPerRequest", 1, false],
    ["bulk.operationsPerRequest", 3, false],
    ["defaults.limits.requestsPerSecond", 5, false],
    ["defaults.limits.burst", 3, false],
  ];
  const small = sizes.reduce(
    (under, [path, most, always]) => withAtMost(under, path, most, always),
    settings,
  );
  const rates = settingAt(small, "defaults.limits.rates");
  if (!Array.isArray(rates)) return small;
  const slow = rates
    .filter(isJsonObject)
    .map((rate) => withAtMost(withAtMost(rate, "requests", 5), "burst", 3));
  return mergeSettings(small, { defaults: { limits: { rates: slow } } });
}
