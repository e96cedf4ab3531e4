import { isJsonObject, type Json } from "../../canonical.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Database } from "./open.ts";
import type { Identity } from "./redact-person.ts";

/** By what the state knows a person: key, userNames, ids of accounts, and addresses that were read or sent. */
export function identityOf(database: Database, entry: EntryId, pseudonym: string): Identity {
  const all = (sql: string): readonly string[] => database.prepare(sql).pluck().all(entry) as string[];
  const [key = ""] = all("SELECT key FROM entry WHERE id = ?");
  const texts = [
    ...all("SELECT attributes FROM entry_attributes WHERE entry = ?"),
    ...all("SELECT asserted FROM link WHERE entry = ?"),
    ...all("SELECT payload FROM operation WHERE entry = ?"),
  ];
  const names = [
    ...all("SELECT name FROM operation WHERE entry = ?"),
    ...all("SELECT target_id FROM operation WHERE entry = ? AND target_id IS NOT NULL"),
    ...all("SELECT scim_id FROM link WHERE entry = ?"),
    ...all("SELECT name FROM claimed_name WHERE entry = ?"),
    ...all("SELECT name FROM alias WHERE entry = ?"),
    ...texts.flatMap((text) => addressesIn(JSON.parse(text) as Json)),
  ];
  return { key, names: new Set(names), pseudonym };
}

function addressesIn(value: Json): readonly string[] {
  if (typeof value === "string") return /^[^\s@]+@[^\s@]+$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => addressesIn(item));
  return isJsonObject(value) ? Object.values(value).flatMap(addressesIn) : [];
}
