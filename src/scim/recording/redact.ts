import { isJsonObject, type Json } from "../../canonical.ts";
import { hideSecrets, secretsOfHeader, textsIn } from "../credentials/secret-text.ts";

/** What stands where something was hidden. */
export const hidden = "[hidden]";

/** Headers whose values tell nothing that must stay between us and the provider. All others are hidden. */
const openHeaders = new Set([
  "accept",
  "allow",
  "cache-control",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-type",
  "date",
  "etag",
  "if-match",
  "if-none-match",
  "last-modified",
  "location",
  "retry-after",
  "server",
  "user-agent",
  "vary",
]);

type Headers = Readonly<Record<string, string>>;

/** Shows names of headers, and the values of those that are harmless. */
export function redactHeaders(headers: Headers): Headers {
  const shown = Object.entries(headers).map(
    ([name, value]) => [name, isOpen(name) ? value : hidden] as const,
  );
  return Object.fromEntries(shown);
}

function isOpen(name: string): boolean {
  const folded = name.toLowerCase();
  return openHeaders.has(folded) || folded.includes("ratelimit") || folded.endsWith("retry-after");
}

/** The values of headers that are hidden, as they may come back in an answer: whole, without their scheme, and the password of a pair. */
export function hiddenValues(headers: Headers): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => !isOpen(name))
    .flatMap(([, value]) => secretsOfHeader(value))
    .filter((value) => value.length > 3);
}

/** Takes values out of a text wherever they stand in it, in whatever form. */
export function withoutValues(text: string, values: readonly string[]): string {
  return hideSecrets(values, hidden)(text);
}

/** Hides the values of attributes of these names, in lower case, at any depth; in PATCH operations by their path, too. */
export function redactAttributes(value: Json, names: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map((item: Json) => redactAttributes(item, names));
  if (!isJsonObject(value)) return value;
  const { path } = value;
  const isHiddenOperation = typeof path === "string" && names.has(lastName(path)) && "op" in value;
  const entries = Object.entries(value).map(([key, item]) => {
    const isHidden = names.has(lastName(key)) || (isHiddenOperation && key === "value");
    return [key, isHidden ? hidden : redactAttributes(item, names)] as const;
  });
  return Object.fromEntries(entries);
}

/** The texts that `redactAttributes` hides: a provider may repeat them where no name tells what they are. */
export function redactedTexts(value: Json, names: ReadonlySet<string>): readonly string[] {
  const shown = new Set(textsIn(redactAttributes(value, names)));
  return textsIn(value).filter((text) => text.length > 3 && !shown.has(text));
}

/** Names of the attributes at the end of paths, in lower case, and `password`: what `redactAttributes` is to hide. */
export function namesToHide(paths: readonly string[]): ReadonlySet<string> {
  return new Set(["password", ...paths.map(lastName)]);
}

/** `pin` of `urn:…:User:pin`, `name.pin` and `pins[type eq "x"].pin`. */
function lastName(path: string): string {
  return (path.split(/[:.\]]/).findLast((part) => part !== "") ?? path).replace(/\[.*$/s, "").toLowerCase();
}
