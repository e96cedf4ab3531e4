import type { Json, JsonObject } from "../canonical.ts";
import type { Schema } from "./attribute.ts";
import { hasCursors, isCursorOnly } from "./lists/list-page.ts";
import { pageSize } from "./lists/page-limits.ts";
import { Refusal } from "./refusal.ts";
import type { ResourceType } from "./resource-type.ts";
import { asSpelt } from "./spelling.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** `/ServiceProviderConfig`: RFC 7643 section 5. */
export function serviceProviderConfig(provider: ServiceProvider): JsonObject {
  const { dialect } = provider;
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: dialect.patchesUsers && dialect.patchesGroups },
    bulk: { supported: dialect.bulk !== undefined, maxOperations: 0, maxPayloadSize: 0, ...dialect.bulk },
    filter: { supported: dialect.filters, maxResults: pageSize.most },
    ...(hasCursors(provider) && { pagination: pagination(provider) }),
    changePassword: { supported: true },
    sort: { supported: false },
    etag: { supported: !provider.has("etagOfBody") },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "OAuth Bearer Token",
        description: "The token printed when the sandbox starts",
        specUri: "https://www.rfc-editor.org/info/rfc6750",
        primary: true,
      },
    ],
    meta: meta(provider, "ServiceProviderConfig", "/ServiceProviderConfig"),
  };
}

/** RFC 9865 section 4. */
function pagination(provider: ServiceProvider): JsonObject {
  const isOnly = isCursorOnly(provider);
  return {
    cursor: true,
    index: !isOnly,
    defaultPaginationMethod: isOnly ? "cursor" : "index",
    defaultPageSize: pageSize.normal,
    maxPageSize: pageSize.most,
    cursorTimeout: 3600,
  };
}

/** `/Schemas`, or one of them by its URN. Throws `Refusal` with 404. */
export function schemas(provider: ServiceProvider, urn: string | undefined): JsonObject {
  const all = typesOf(provider).flatMap((type) => [type.schema, ...type.extensions]);
  const described = all.map((schema) => describeSchema(provider, schema));
  return urn === undefined ? listOf(described) : oneOf(described, urn);
}

/** `/ResourceTypes`, or one of them by name: RFC 7643 section 6. Throws `Refusal` with 404. */
export function resourceTypeList(provider: ServiceProvider, name: string | undefined): JsonObject {
  const described = typesOf(provider).map((type) => describeType(provider, type));
  return name === undefined ? listOf(described) : oneOf(described, name);
}

function typesOf(provider: ServiceProvider): readonly ResourceType[] {
  const { user, group } = provider.types;
  return provider.dialect.hasGroups ? [user, group] : [user];
}

function describeSchema(provider: ServiceProvider, schema: Schema): JsonObject & { readonly id: string } {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes as unknown as Json,
    meta: meta(provider, "Schema", `/Schemas/${schema.id}`),
  };
}

function describeType(provider: ServiceProvider, type: ResourceType): JsonObject & { readonly id: string } {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id: type.name,
    name: type.name,
    endpoint: asSpelt(type.endpoint, provider.dialect),
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map((extension) => ({ schema: extension.id, required: false })),
    meta: meta(provider, "ResourceType", `/ResourceTypes/${type.name}`),
  };
}

function meta(provider: ServiceProvider, resourceType: string, path: string): JsonObject {
  return { resourceType, location: `${provider.baseUrl}${asSpelt(path, provider.dialect)}` };
}

function listOf(resources: readonly JsonObject[]): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function oneOf(resources: readonly (JsonObject & { readonly id: string })[], wanted: string): JsonObject {
  const found = resources.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw new Refusal(404, `there is no ${wanted.slice(0, 200)} here`);
  return found;
}
