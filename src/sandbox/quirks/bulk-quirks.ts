import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import type { Dialect } from "../dialect.ts";
import type { Reply } from "../exchange.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** What a bulk request may be at most; `ServiceProviderConfig` may say something else. */
export function trueLimits({ dialect }: ServiceProvider): Dialect["bulk"] {
  const { bulk, quirks } = dialect;
  if (bulk === undefined || quirks.has("bulkRefused")) return undefined;
  return quirks.has("bulkTakesTen") ? { ...bulk, maxOperations: 10 } : bulk;
}

/** The part of a bulk request that is done. */
export function partDone<Entry>(provider: ServiceProvider, entries: readonly Entry[]): readonly Entry[] {
  if (!provider.has("bulkStopsHalfway")) return entries;
  return entries.slice(0, Math.ceil(entries.length / 2));
}

/** The answer to a bulk request as a service with quirks gives it. */
export function asAnswered(provider: ServiceProvider, results: readonly JsonObject[]): Reply {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"];
  if (provider.has("bulkAnswers500")) return { status: 500, body: { detail: "internal error" } };
  if (provider.has("bulkAnswersPage")) return { status: 200, body: "<h1>Welcome</h1>" };
  if (provider.has("bulkAnswersNothing")) return { status: 200, body: { schemas } };
  const told = results.map((result) => spoilt(provider, result));
  const ordered = provider.has("bulkInReverse") ? told.toReversed() : told;
  const isLost = provider.has("bulkStopsHalfway");
  return { status: 200, body: { schemas, Operations: ordered }, ...(isLost ? { lost: true } : {}) };
}

function spoilt(provider: ServiceProvider, result: JsonObject): JsonObject {
  const { location, bulkId, status = "", response, ...rest } = result;
  const number = Number(status);
  const wordy = provider.has("bulkStatusAsObject");
  const [said, answer]: readonly [Json, Json | undefined] = wordy
    ? [{ code: number }, isJsonObject(response) ? JSON.stringify(response) : response]
    : [status, response];
  return {
    ...rest,
    ...shown("bulkId", provider.has("bulkWithoutBulkIds") ? undefined : bulkId),
    ...shown("location", provider.has("bulkWithoutLocations") ? undefined : location),
    status: said,
    ...shown("response", answer),
  };
}

function shown(name: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}
