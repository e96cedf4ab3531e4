import type { Json } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { excessIn } from "./answer/json-text.ts";
import type { ScimResponse } from "./connection/transport.ts";
import type { RequestLine } from "./request-line.ts";

const shownCharacters = 500;
const keptCharacters = 4000;

/** A service provider refused a request (RFC 7644 §3.12). */
export class ScimError extends Error {
  override readonly name = "ScimError";
  readonly status: number;
  /** Such as `uniqueness` or `noTarget`; absent when the provider names none. */
  readonly scimType: string | undefined;
  /** What the provider said, at most 500 characters, never a secret of ours. */
  readonly detail: string;
  /** What was refused, where that is known. */
  readonly request: RequestLine | undefined;
  /** In lower case; not shown to anybody. */
  readonly #body: string;
  constructor(status: number, detail: string, scimType?: string, body = detail, request?: RequestLine) {
    super(`HTTP ${status}${scimType === undefined ? "" : ` ${scimType}`}: ${detail}`);
    this.status = status;
    this.scimType = scimType;
    this.detail = detail;
    this.request = request;
    this.#body = body.toLowerCase();
  }

  /** Whether the answer held this text, whatever the letter case. */
  says(text: string): boolean {
    return this.#body.includes(text.toLowerCase());
  }
}

/** Reads an error answer in whichever form it came: SCIM, other JSON, HTML or text. */
export function readScimError(response: ScimResponse, request?: RequestLine): ScimError {
  const body = parseJson(response.text);
  const text = response.text.slice(0, keptCharacters);
  if (!isJsonObject(body))
    return new ScimError(response.status, plainText(response), undefined, text, request);
  const detail = [body["detail"], body["message"], body["error_description"], body["error"]].find(isText);
  const scimType = body["scimType"];
  const shown = (detail ?? response.text).slice(0, shownCharacters);
  return new ScimError(response.status, shown, isScimType(scimType) ? scimType : undefined, text, request);
}

/** The value of JSON text, or undefined when it is none, or one too deep or too full to be well meant. */
export function parseJson(text: string): Json | undefined {
  if (excessIn(text) !== undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A keyword (RFC 7644 §3.12); whatever else stands there is none. */
function isScimType(value: unknown): value is string {
  return typeof value === "string" && /^[\w.:-]{1,60}$/.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function plainText(response: ScimResponse): string {
  const text = response.text
    .replaceAll(/<[^>]{0,200}>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return text === "" ? "(no explanation given)" : text.slice(0, shownCharacters);
}
