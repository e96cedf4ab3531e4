import type { Json, JsonObject } from "../../../src/canonical.ts";
import { isJsonObject } from "../../../src/canonical.ts";
import type { ScimServer } from "./scim-server.ts";

export const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** What a server answered; `body` is empty when it sent no JSON object. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

/** Plain requests by fetch, with nothing of our own client in between. */
export interface PlainClient {
  readonly send: (method: string, path: string, body?: Json) => Promise<Answer>;
  /** PATCH with these operations. */
  readonly patch: (path: string, operations: readonly Json[]) => Promise<Answer>;
  /** The resources that `GET /Users?filter=…` or `GET /Groups?filter=…` finds. */
  readonly find: (endpoint: string, filter: string) => Promise<readonly JsonObject[]>;
  /** Makes a user and returns its id; throws when that did not answer 201. */
  readonly createUser: (attributes: JsonObject) => Promise<string>;
  /** The same for a group. */
  readonly createGroup: (attributes: JsonObject) => Promise<string>;
}

/** A client of this server, which speaks one content type. */
export function plainClient(
  server: Pick<ScimServer, "baseUrl" | "token">,
  contentType = "application/scim+json",
): PlainClient {
  async function send(method: string, path: string, body?: Json): Promise<Answer> {
    const response = await fetch(server.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${server.token}`, "content-type": contentType },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: jsonObject(await response.text()) };
  }
  async function create(path: string, attributes: JsonObject): Promise<string> {
    const { status, body } = await send("POST", path, attributes);
    if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body["id"] as string;
  }
  return {
    send,
    patch: (path, Operations) =>
      send("PATCH", path, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations }),
    find: async (endpoint, filter) => {
      const { body } = await send("GET", `${endpoint}?filter=${encodeURIComponent(filter)}`);
      return (body["Resources"] ?? []) as readonly JsonObject[];
    },
    createUser: (attributes) => create("/Users", { schemas: [userSchema, enterpriseSchema], ...attributes }),
    createGroup: (attributes) => create("/Groups", { schemas: [groupSchema], ...attributes }),
  };
}

/** Member ids of one group, sorted, as the server holds them. */
export async function memberIds(server: ScimServer, groupId: string): Promise<readonly string[]> {
  const group = (await server.groups()).find((one) => one["id"] === groupId);
  const members = (group?.["members"] ?? []) as readonly { readonly value: string }[];
  return members.map((member) => member.value).sort();
}

function jsonObject(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
