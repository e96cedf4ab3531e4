import type { Json } from "../canonical.ts";
import { isReference } from "../sync/preview/resource-rows.ts";
import { plain } from "./render-source-text.ts";

/** A text that looks like something else stands in quotes. */
const ambiguous = /^(?:true|false|null|[-+]?[\d.]+(?:e[-+]?\d+)?|[[({"].*|)$/i;

/** A value of a resource on one line; text as it is, unless it could be taken for another type. */
export function resourceValue(value: Json | undefined): string {
  if (value === undefined) return "(none)";
  if (isReference(value)) return `(id of ${plain(value.ref)})`;
  if (typeof value === "string" && !ambiguous.test(value)) return plain(value);
  return plain(JSON.stringify(value));
}

/** The path of an attribute; of an extension of the RFCs without what all of them begin with: `urn:…:enterprise:2.0:User:department`. */
export function attributePath(path: string): string {
  return plain(path.replace(/^urn:ietf:params:scim:schemas:extension:/i, "urn:…:"));
}
