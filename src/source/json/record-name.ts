import { aliasBy } from "../alias.ts";
import type { Alias } from "../alias.ts";
import { normalizeDn } from "../entry/dn.ts";
import type { RecordName, SourceKey } from "../record.ts";
import { foldName } from "../../fold-name.ts";
import { shown } from "./text/tokens.ts";

/** What a record is called by, or why a text cannot be that, to be said after the name of its path. */
export type Named<Name extends RecordName> = { readonly name: Name } | { readonly complaint: string };

/** Whether names are keys when they are given `by` this attribute. */
export function isByKey(by: string | undefined): boolean {
  return by === undefined || foldName(by) === "key";
}

/** The record that `text` names `by` an attribute: its key when undefined. */
export function nameRecord(text: string, by: string | undefined): Named<RecordName> {
  return by === undefined || isByKey(by) ? nameByKey(text) : nameByAlias(text, by);
}

export function nameByKey(text: string): Named<SourceKey> {
  if (/\p{Cc}/u.test(text)) return { complaint: "holds a control character, which no key has" };
  return { name: text as SourceKey };
}

export function nameByAlias(text: string, by: string): Named<Alias> {
  const attribute = foldName(by);
  if (attribute !== "dn") return { name: aliasBy(attribute, text) };
  const dn = normalizeDn(text);
  if (dn !== undefined) return { name: aliasBy("dn", dn) };
  return { complaint: `holds ${shown(text)}, which is no DN such as cn=Ann,dc=example,dc=com` };
}

/** Operations of a bulk request name each other so (RFC 7644, 3.7.2). */
const BULK_ID = /^bulkid:/i;

/** As `nameRecord`, in a bulk request. */
export function nameInBulk(text: string, by: string | undefined): Named<RecordName> {
  return BULK_ID.test(text) ? { name: bulkAlias(text.replace(BULK_ID, "")) } : nameRecord(text, by);
}

export function bulkAlias(bulkId: string): Alias {
  return aliasBy("bulkid", bulkId);
}
