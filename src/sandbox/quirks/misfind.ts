import { isJsonObject, type Json, type JsonObject } from "../../canonical.ts";
import type { Filter } from "../../scim/filter.ts";
import { Refusal, refusal } from "../refusal.ts";
import type { ResourceTable, StoredResource } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** Says whether a service with quirks finds a resource. */
export type Misfinder = (resource: StoredResource) => boolean;

/**
 * Who a service with quirks finds by a filter; undefined when it finds those it should. Throws `Refusal` when it does not
 * take the filter.
 */
export function misfind(
  provider: ServiceProvider,
  table: ResourceTable,
  text: string,
  filter: Filter,
): Misfinder | undefined {
  if (provider.dialect.quirks.size === 0) return undefined;
  const asked = readEquals(filter);
  refuseFilter(provider, text, asked);
  if (provider.has("filterFindsNobody")) return () => false;
  if (provider.has("filterFindsEverybody") && asked?.path !== "username") return () => true;
  if (asked === undefined) return undefined;
  const { path, value } = asked;
  if ((path === "externalid" || path === "id") && provider.has("externalIdFindsNobody")) return () => false;
  return table.type.name === "User" ? misfindUser(provider, path, value) : undefined;
}

interface Equals {
  /** In lower case, without schema. */
  readonly path: string;
  readonly value: string;
}

function readEquals(filter: Filter): Equals | undefined {
  if (filter.op !== "eq" || typeof filter.value !== "string") return undefined;
  const { attribute, subAttribute } = filter.attribute;
  const path = subAttribute === undefined ? attribute : `${attribute}.${subAttribute}`;
  return { path: path.toLowerCase(), value: filter.value };
}

function refuseFilter(provider: ServiceProvider, text: string, asked: Equals | undefined): void {
  if (provider.has("filterRefused")) throw refusal("invalidFilter", "filters are not supported");
  const isPlain = /^(?:userName|externalId|id|displayName|emails\.value|members\.value) eq "[^"]*"$/.test(
    text,
  );
  if (!isPlain && provider.has("filterOnlyEq")) throw new Refusal(500, "Internal Server Error");
  if (asked?.path === "externalid" && provider.has("unknownFilter404"))
    throw new Refusal(404, "unknown attribute externalId");
}

function misfindUser(provider: ServiceProvider, path: string, value: string): Misfinder | undefined {
  const wanted = value.toLowerCase();
  if (path === "username" && provider.has("userNameFindsEmail"))
    return ({ attributes }) => (firstAddress(attributes) ?? textOf(attributes["userName"])) === wanted;
  if (path === "username" && provider.has("filterByCase"))
    return ({ attributes }) => attributes["userName"] === value;
  if ((path === "emails.value" || path === "emails") && provider.has("filterFindsOldEmail"))
    return ({ id }) => provider.firstAddresses.get(id) === wanted;
  return undefined;
}

/** Keeps in mind what a new user was made with, where a quirk wants it. */
export function noteMade(provider: ServiceProvider, table: ResourceTable, resource: StoredResource): void {
  if (table.type.name !== "User" || !provider.has("filterFindsOldEmail")) return;
  const address = firstAddress(resource.attributes);
  if (address !== undefined) provider.firstAddresses.set(resource.id, address);
}

/** In lower case. */
function firstAddress(attributes: JsonObject): string | undefined {
  const list = attributes["emails"];
  const first = Array.isArray(list) ? (list as readonly Json[])[0] : undefined;
  return isJsonObject(first ?? null) ? textOf((first as JsonObject)["value"]) : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
