import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

type EditAttribute = (attribute: JsonObject, schema: string) => JsonObject | undefined;

/** What stands in front of a sandbox and answers `/Schemas` for it. */
export interface SchemasFront extends Pick<Sandbox, "url" | "token"> {
  /** How often `/Schemas` was asked for. */
  asked(): number;
  /** From now on each attribute of a user or group is as the edit makes it; undefined takes it out. */
  edit(edit: EditAttribute): void;
  /** From now on `/Schemas` answers this. */
  answer(status: number, body: string, contentType?: string): void;
  close(): void;
}

/** Stands in front of a sandbox, so that it may publish other schemas than those it keeps. */
export async function startSchemasFront(sandbox: Sandbox): Promise<SchemasFront> {
  let asked = 0;
  let fixed: { status: number; body: string; contentType: string } | undefined;
  let change: EditAttribute = unchanged;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").replace("/scim/v2", "");
    const there = await relay(sandbox.url + path, request);
    let text = await there.text();
    let { status } = there;
    let contentType = "application/scim+json";
    if (path === "/Schemas") {
      asked += 1;
      text = fixed?.body ?? JSON.stringify(edited(JSON.parse(text) as Json, change));
      status = fixed?.status ?? status;
      contentType = fixed?.contentType ?? contentType;
    }
    response.writeHead(status, { "content-type": contentType }).end(text);
  }

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`,
    token: sandbox.token,
    asked: () => asked,
    edit(edit) {
      change = edit;
      fixed = undefined;
    },
    answer(status, body, contentType = "application/scim+json") {
      fixed = { status, body, contentType };
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function relay(url: string, request: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const headers = {
    authorization: request.headers.authorization ?? "",
    "content-type": "application/scim+json",
  };
  return fetch(url, { method: request.method ?? "GET", headers, ...(body === "" ? {} : { body }) });
}

function unchanged(attribute: JsonObject): JsonObject {
  return attribute;
}

function edited(list: Json, change: EditAttribute): Json {
  const schemas = isJsonObject(list) && Array.isArray(list["Resources"]) ? (list["Resources"] as Json[]) : [];
  const resources = schemas.filter(isJsonObject).map((schema) => {
    const attributes = Array.isArray(schema["attributes"]) ? (schema["attributes"] as Json[]) : [];
    const name = schema["name"] as string;
    return {
      ...schema,
      attributes: attributes.filter(isJsonObject).flatMap((one) => change(one, name) ?? []),
    };
  });
  return { Resources: resources };
}
