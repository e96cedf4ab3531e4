import type { IncomingHttpHeaders } from "node:http";
import { isUtf8 } from "node:buffer";
import type { Json } from "../canonical.ts";
import { Refusal, refusal } from "./refusal.ts";

/** A request, read whole. */
export interface Inquiry {
  readonly method: string;
  /** Decoded parts of the path below the base URL. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  /** Sent as JSON when an object, as HTML when a string. */
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is reset in place of the answer. */
  readonly lost?: boolean;
  /** Nothing is ever sent, and the connection stays open. */
  readonly hung?: boolean;
}

/** Splits a request target into decoded segments and query; undefined when it cannot be decoded. */
export function readTarget(
  target: string,
): { readonly segments: readonly string[]; readonly query: URLSearchParams } | undefined {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1));
  try {
    const segments = path.split("/").map(decodeURIComponent);
    return {
      segments: segments.filter((segment, at) => segment !== "" || (at > 0 && at < segments.length - 1)),
      query,
    };
  } catch {
    return undefined;
  }
}

/** The body as JSON. Throws `Refusal`: 415 for another media type, 400 for what is not JSON. */
export function readJson(inquiry: Inquiry, contentTypes: readonly string[]): Json {
  const given = inquiry.headers["content-type"];
  const mediaType = given?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== undefined && !contentTypes.includes(mediaType))
    throw new Refusal(415, `the body must be ${contentTypes.join(" or ")}, not ${mediaType}`);
  if (inquiry.body.length === 0) throw refusal("invalidSyntax", "the request needs a body of JSON");
  if (!isUtf8(inquiry.body)) throw refusal("invalidSyntax", "the body is not UTF-8");
  try {
    return JSON.parse(inquiry.body.toString("utf8")) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw refusal("invalidSyntax", `the body is not JSON: ${reason}`);
  }
}
