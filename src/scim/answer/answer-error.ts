import type { BodyFault } from "./answer-body.ts";
import { NetworkError, type ScimRequest, type ScimResponse } from "../connection/transport.ts";
import { requestLine } from "../request-line.ts";

/**
 * Why nothing can be made of an answer: it is a redirect, which is never followed; a page for people; no HTTP status of
 * an answer; no JSON, or JSON cut short; nested too deep; not what RFC 7644 says it is; about another resource than was
 * asked for; or its body is too large, too slow, compressed in an unknown way, or not in UTF-8.
 */
export type AnswerFault =
  | "redirect"
  | "html"
  | "status"
  | "not_json"
  | "too_deep"
  | "not_scim"
  | "other_resource"
  | BodyFault["reason"];

/**
 * An answer came, and nothing can be made of it. For whoever wrote it is as good as none: what was asked for may have
 * been done. It never means that something is not there.
 */
export class AnswerError extends NetworkError {
  override readonly name = "AnswerError";
  readonly reason: AnswerFault;
  readonly status: number;
  /** False after a read, which changes nothing. */
  readonly mayHaveActed: boolean;
  /** Status and kind of the answer, for messages; nothing of its text. */
  readonly seen: string;
  constructor(reason: AnswerFault, said: string, request: ScimRequest, response: ScimResponse) {
    const seen = describeAnswer(response);
    const line = requestLine(request, response);
    super(`the answer to ${line.method} ${line.path} ${said} (${seen})`, true);
    this.request = line;
    this.reason = reason;
    this.status = response.status;
    this.mayHaveActed = request.method !== "GET" && request.isRead !== true;
    this.seen = seen;
  }
}

/** Where a redirect leads is shown without its query, which may hold anything. */
function describeAnswer({ status, headers }: ScimResponse): string {
  const [kind] = (headers["content-type"] ?? "no content type").split(";");
  const [to] = (headers["location"] ?? "").split(/[?#]/);
  const redirected = status >= 300 && status < 400 && to !== undefined && to !== "";
  return `HTTP ${status}, ${redirected ? `a redirect to ${to.slice(0, 200)}` : (kind ?? "").trim().slice(0, 100)}`;
}
