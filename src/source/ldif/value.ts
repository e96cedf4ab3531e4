import { readFileUrl } from "./file-url.ts";
import { keptBytes, keptText } from "./value-form.ts";
import type { ValueForm } from "./value-form.ts";

export interface ValueOptions {
  /** The folder below which `:<` may read; refused when undefined. */
  readonly fileUrls?: string;
}

const COLON = 58;
const LESS = 60;

/**
 * What is kept of the value in `written`, which begins with the colon after the name (RFC 2849, `value-spec`).
 * Undefined when it is no value, and `fail` has been told why.
 */
export function readValue(
  written: string,
  form: ValueForm,
  options: ValueOptions,
  fail: (message: string) => undefined,
): string | undefined {
  const sign = written.charCodeAt(1);
  if (sign === COLON) return readBase64(written.slice(2).trim(), form, fail);
  if (sign === LESS) return readUrl(written.slice(2).trim(), form, options, fail);
  return keptText(form, written.slice(1).replace(/^ +/, ""));
}

function readBase64(
  encoded: string,
  form: ValueForm,
  fail: (message: string) => undefined,
): string | undefined {
  if (encoded.length % 4 !== 0) return fail(CUT_BASE64);
  // The rest of a long one was not kept, nor is it looked at.
  if (form === "hidden" || form === "unwanted") return "";
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return fail(BAD_BASE64);
  return form === "base64" ? encoded : keptBytes(form, Buffer.from(encoded, "base64"));
}

function readUrl(
  url: string,
  form: ValueForm,
  { fileUrls }: ValueOptions,
  fail: (message: string) => undefined,
): string | undefined {
  if (fileUrls === undefined) return fail(URL_REFUSED);
  if (form === "hidden") return "";
  const read = readFileUrl(url, fileUrls);
  if ("refusal" in read) return fail(read.refusal);
  return keptBytes(form, read.bytes);
}

const CUT_BASE64 =
  "base64 comes in fours of characters, and this value ends within one; was the file cut short?";
const BAD_BASE64 = "this value is said to be base64 (::), but it is not";
const URL_REFUSED =
  "this value stands in a file of its own (:<), and no folder is named from which such files may be read";
