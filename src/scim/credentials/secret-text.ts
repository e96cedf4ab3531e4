import { type Json, isJsonObject } from "../../canonical.ts";

/** What stands where a secret was. */
const shown = "[secret]";

/** Shorter values are everywhere in any text: taking them out would tell more than it hides. */
const shortest = 4;

/** Takes secrets out of a text, in each form in which they may come back. */
export type HideSecrets = (text: string) => string;

export const hideNothing: HideSecrets = (text) => text;

/** Hides the values in every form in which they are sent or may be echoed: as they are, base64, percent-encoded, escaped. */
export function hideSecrets(values: readonly string[], instead = shown): HideSecrets {
  const forms = formsOf(values);
  if (forms.length === 0) return hideNothing;
  const replaceAll = (text: string): string =>
    forms.reduce((hidden, form) => hidden.replaceAll(form, instead), text);
  return (text) => {
    const hidden = replaceAll(text);
    // An escape such as \u00e4 or \/ may hide a secret from us that shows again when the JSON is read.
    return hidden.includes("\\") ? hideInJson(hidden, replaceAll, instead) : hidden;
  };
}

/** Every piece of text in a value, such as the body of a request. */
export function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((item: Json) => textsIn(item));
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * The secrets that the value of a header carries: the value, what follows its scheme, and of a base64 pair the pair
 * and its password (RFC 7617).
 */
export function secretsOfHeader(value: string): readonly string[] {
  const bare = value.slice(value.indexOf(" ") + 1);
  const pair = Buffer.from(bare, "base64").toString("utf8");
  const isPair = pair.includes(":") && sameBase64(pair, bare);
  return [value, bare, ...(isPair ? [pair, pair.slice(pair.indexOf(":") + 1)] : [])];
}

function sameBase64(text: string, encoded: string): boolean {
  return Buffer.from(text, "utf8").toString("base64").replaceAll("=", "") === encoded.replaceAll("=", "");
}

function formsOf(values: readonly string[]): readonly string[] {
  const forms = values.flatMap((value) => {
    const bytes = Buffer.from(value, "utf8");
    const base64 = bytes.toString("base64");
    const plain = [value, base64, base64.replaceAll("=", ""), bytes.toString("base64url")];
    return [...plain, ...plain.flatMap(escapedForms)];
  });
  return (
    [...new Set(forms)]
      .filter((form) => form.length >= shortest)
      // The longest first, so that no piece of one is left behind.
      .sort((a, b) => b.length - a.length)
  );
}

function escapedForms(text: string): readonly string[] {
  const percent = encodeURIComponent(text);
  const form = new URLSearchParams([["", text]]).toString().slice(1);
  // A form that somebody repeats in an address, or in a form of theirs, is encoded twice.
  const escaped = [percent, form, encodeURI(text), encodeURIComponent(percent), encodeURIComponent(form)];
  return [
    ...escaped,
    ...escaped.map((encoded) => encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
    JSON.stringify(text).slice(1, -1),
    htmlEscaped(text),
  ];
}

function htmlEscaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Text in which nothing is found stays as it is, to the last space. */
function hideInJson(text: string, hide: HideSecrets, instead: string): string {
  try {
    const value = JSON.parse(text) as Json;
    const hidden = JSON.stringify(hideInside(value, hide));
    return hidden === JSON.stringify(value) ? text : hidden;
  } catch (error) {
    // Text that is no JSON has no escapes; JSON too deep to walk is better not shown at all.
    return error instanceof SyntaxError ? text : instead;
  }
}

function hideInside(value: Json, hide: HideSecrets): Json {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item: Json) => hideInside(item, hide));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [hide(key), hideInside(item, hide)]));
}
