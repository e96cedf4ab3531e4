import type { Method, ScimRequest, ScimResponse } from "./connection/transport.ts";

/** What of a request a message may tell. */
export interface RequestLine {
  readonly method: Method;
  /** Below the base URL, as the provider has it; without its query, which names people. At most 200 characters. */
  readonly path: string;
  /** By what the provider finds the request in its own logs, where its answer told that. */
  readonly requestId?: string;
}

const longest = 200;
const names = /^(?:x-)?(?:\w+-)?(?:request|correlation|trace)-?id$/;
const readable = /^[\w.:=+/-]{1,100}$/;

export function requestLine(
  { method, path: whole }: Pick<ScimRequest, "method" | "path">,
  response?: Pick<ScimResponse, "status" | "headers">,
): RequestLine {
  const [path = ""] = whole.split("?");
  const line = { method, path: path.slice(0, longest) };
  const requestId = response === undefined ? undefined : requestIdOf(response);
  return requestId === undefined ? line : { ...line, requestId };
}

/** Of a refusal alone: of other answers nobody took out what they may repeat of our credentials. */
function requestIdOf({ status, headers }: Pick<ScimResponse, "status" | "headers">): string | undefined {
  if (status < 300) return undefined;
  const told = Object.entries(headers).find(([name, value]) => names.test(name) && readable.test(value));
  return told?.[1];
}
