import { aliasBy } from "../alias.ts";
import { normalizeDn } from "../entry/dn.ts";
import type { RecordName, SourceKey } from "../record.ts";
import { shown } from "./text/tokens.ts";

/** Operations of a bulk request name each other so (RFC 7644, 3.7.2). */
const BULK_ID = /^bulkid:/i;

/** What a record is called by, or why a text cannot be that. */
export type NamedRecord = { readonly name: RecordName } | { readonly complaint: string };

/** The record that `text` names `by` an attribute: its key when undefined. */
export function nameRecord(text: string, by: string | undefined, inBulk: boolean): NamedRecord {
  if (inBulk && BULK_ID.test(text)) return { name: bulkAlias(text.replace(BULK_ID, "")) };
  if (by === undefined || by === "key") return { name: text as SourceKey };
  if (by.toLowerCase() !== "dn") return { name: aliasBy(by, text) };
  const dn = normalizeDn(text);
  return dn === undefined
    ? { complaint: `holds ${shown(text)}, which is no DN` }
    : { name: aliasBy("dn", dn) };
}

export function bulkAlias(bulkId: string): ReturnType<typeof aliasBy> {
  return aliasBy("bulkid", bulkId);
}
