import { createHash } from "node:crypto";
import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import type { Inquiry, Reply } from "../exchange.ts";
import { Refusal } from "../refusal.ts";
import { isUrn } from "../resource-check.ts";
import type { ServiceProvider } from "../service-provider.ts";

const error = "urn:ietf:params:scim:api:messages:2.0:Error";
const coreSchemas: ReadonlySet<Json> = new Set([
  "urn:ietf:params:scim:schemas:core:2.0:User",
  "urn:ietf:params:scim:schemas:core:2.0:Group",
]);

/** An answer in the form that a service with quirks gives it; what was done stays done. */
export function disguise(provider: ServiceProvider, method: string, reply: Reply): Reply {
  const { quirks, wire } = provider.dialect;
  if (quirks.size === 0 && wire.patchAnswers === "resource") return reply;
  const formed = withBodyEtag(provider, inForm(provider, method, reply));
  if (!provider.has("closesConnections")) return formed;
  return { ...formed, headers: { ...formed.headers, connection: "close" } };
}

/** An answer to a body of application/json that the service does not speak; undefined when it does. Throws `Refusal`. */
export function refuseJson(provider: ServiceProvider, { headers }: Inquiry): Reply | undefined {
  const isPlain = headers["content-type"]?.startsWith("application/json") === true;
  if (isPlain && provider.has("jsonRefused")) throw new Refusal(400, "Bad Request");
  return isPlain && provider.has("jsonHangs") ? { status: 0, hung: true } : undefined;
}

/** An ETag that is a digest of the body, and no version in it. */
function withBodyEtag(provider: ServiceProvider, reply: Reply): Reply {
  const { body, headers } = reply;
  if (!provider.has("etagOfBody") || !isJsonObject(body)) return reply;
  const { meta, ...rest } = body;
  const { version: _, ...unversioned } = isJsonObject(meta ?? null) ? (meta as JsonObject) : {};
  const digest = createHash("sha256").update(JSON.stringify(rest)).digest("base64url").slice(0, 20);
  return {
    ...reply,
    headers: { ...headers, etag: `W/"${digest}"` },
    body: meta === undefined ? rest : { ...rest, meta: unversioned },
  };
}

function inForm(provider: ServiceProvider, method: string, reply: Reply): Reply {
  const { body } = reply;
  if (isJsonObject(body) && schemasOf(body).includes(error)) return errorAs(provider, reply, body);
  const isDone = reply.status >= 200 && reply.status < 300;
  if (isDone && method === "DELETE" && provider.has("deleteAnswers200"))
    return { ...reply, status: 200, body: {} };
  if (isDone && method === "PATCH" && provider.has("patchAnswers204"))
    return { status: 204, ...(reply.headers === undefined ? {} : { headers: reply.headers }) };
  if (isDone && method === "PATCH" && provider.dialect.wire.patchAnswers === "emptyObject")
    return { ...reply, status: 200, body: {} };
  if (!isJsonObject(body)) return reply;
  const isWrite = ["POST", "PUT", "PATCH"].includes(method) && isResource(body);
  const said = isWrite && provider.has("writesAnswerIdOnly") ? { id: body["id"] ?? null } : body;
  return { ...reply, body: shaped(provider, said) };
}

function errorAs(provider: ServiceProvider, reply: Reply, body: JsonObject): Reply {
  const { detail = "" } = body;
  if (provider.has("htmlErrors")) {
    const text = `<!doctype html><title>${reply.status}</title><h1>${reply.status}</h1>`;
    return { ...reply, body: text };
  }
  return provider.has("errorsWithoutStatus") ? { ...reply, body: { message: detail } } : reply;
}

function schemasOf(body: JsonObject): readonly Json[] {
  const { schemas } = body;
  return Array.isArray(schemas) ? schemas : [];
}

function isResource(body: JsonObject): boolean {
  return schemasOf(body).some((urn) => coreSchemas.has(urn));
}

/** A resource, or each of a list. */
function shaped(provider: ServiceProvider, body: JsonObject): JsonObject {
  const { Resources: list } = body;
  if (Array.isArray(list)) {
    const items = list.map((item: Json) => (isJsonObject(item) ? shaped(provider, item) : item));
    return { ...body, Resources: items };
  }
  const switched = withSwitch(provider, body);
  const numbered = provider.has("numericIds") ? withNumbers(switched) : switched;
  return provider.has("coreUnderUrn") ? nested(numbered) : numbered;
}

function withSwitch(provider: ServiceProvider, body: JsonObject): JsonObject {
  const { active, ...rest } = body;
  if (active === undefined) return body;
  if (provider.has("activeHidden")) return rest;
  return provider.has("activeAsText") ? { ...body, active: active === true ? "True" : "False" } : body;
}

const outside: ReadonlySet<string> = new Set(["schemas", "id", "meta"]);

function nested(body: JsonObject): JsonObject {
  const core = schemasOf(body).find((urn) => coreSchemas.has(urn));
  if (typeof core !== "string") return body;
  const entries = Object.entries(body);
  return {
    ...Object.fromEntries(entries.filter(isOutside)),
    [core]: Object.fromEntries(entries.filter((entry) => !isOutside(entry))),
  };
}

function isOutside([name]: readonly [string, Json]): boolean {
  return outside.has(name) || isUrn(name);
}

function withNumbers(body: JsonObject): JsonObject {
  const entries = Object.entries(body).map(([name, value]): readonly [string, Json] => {
    if (name === "id") return [name, asNumber(value)];
    if ((name !== "members" && name !== "groups") || !Array.isArray(value)) return [name, value];
    return [name, value.map((item: Json) => (isJsonObject(item) ? withNumber(item) : item))];
  });
  return Object.fromEntries(entries);
}

function withNumber(item: JsonObject): JsonObject {
  return { ...item, value: asNumber(item["value"] ?? null) };
}

function asNumber(id: Json): Json {
  return typeof id === "string" && /^\d+$/.test(id) ? Number(id) : id;
}
