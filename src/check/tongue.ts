import type { Json } from "../canonical.ts";
import type { Answer } from "./answer.ts";
import type { ScimRequest } from "../scim/connection/transport.ts";
import { spelledPatch, type Spelling } from "../scim/spelling.ts";

/** How requests are worded from now on, where the service takes them otherwise than the profile says. */
export interface Tongue extends Pick<Spelling, "operationCase" | "booleans"> {
  readonly contentType?: string;
  readonly accept?: string;
  /** Whether PUT and PATCH say If-Match, after a GET that tells the version. */
  readonly versions?: boolean;
}

/** The request in these words. What the client words by itself is worded twice, which changes nothing. */
export function inTongue(request: ScimRequest, tongue: Tongue): ScimRequest {
  const { contentType, accept, ...spelling } = tongue;
  const { body } = request;
  const headers = {
    ...(accept !== undefined && { accept }),
    ...(contentType !== undefined && body !== undefined && { "content-type": contentType }),
    ...request.headers,
  };
  return { ...request, headers, ...(body !== undefined && { body: spelt(request.method, body, spelling) }) };
}

function spelt(method: string, body: Json, spelling: Pick<Spelling, "operationCase" | "booleans">): Json {
  return method === "PATCH" ? spelledPatch(body, spelling) : body;
}

/** PUT and PATCH with the version that the resource has now (RFC 7644 section 3.14). */
export async function withVersion(
  request: ScimRequest,
  ask: (request: ScimRequest) => Promise<Answer>,
): Promise<ScimRequest> {
  const isChange = request.method === "PUT" || request.method === "PATCH";
  if (!isChange || request.headers?.["if-match"] !== undefined) return request;
  const { headers } = await ask({ method: "GET", path: request.path });
  const version = headers["etag"];
  return version === undefined
    ? request
    : { ...request, headers: { ...request.headers, "if-match": version } };
}
