import type { Json } from "../../canonical.ts";
import type { Alias } from "../alias.ts";
import type { JudgedRecord } from "./judge.ts";
import { readNameText } from "./name-text.ts";
import type { JsonPath } from "./path.ts";
import { bulkAlias, nameByAlias } from "./record-name.ts";
import type { RecordSection } from "./section.ts";

const NONE: readonly Alias[] = [];

/** The other names of a record; `name` is that of a group. What is wrong with one goes to `complain`. */
export function readAliases(
  { aliases }: Pick<RecordSection, "aliases">,
  { record, bulk }: Pick<JudgedRecord, "record" | "bulk">,
  name: string | undefined,
  complain: (message: string) => void,
): readonly Alias[] {
  if (aliases.length === 0 && bulk?.id === undefined) return NONE;
  const found = new Set<Alias>(bulk?.id === undefined ? [] : [bulkAlias(bulk.id)]);
  for (const path of aliases) {
    const values = name !== undefined && path.text === "name" ? [name] : path.values(record);
    for (const value of values) addAlias(found, path, value, complain);
  }
  return [...found];
}

function addAlias(found: Set<Alias>, path: JsonPath, value: Json, complain: (message: string) => void): void {
  // What is no name by itself, such as an object with the address in it, is reached by a longer path.
  if (typeof value === "object" || typeof value === "boolean") return;
  const read = readNameText(value);
  if ("text" in read && read.text === "") return;
  const named = "complaint" in read ? read : nameByAlias(read.text, path.text);
  if ("complaint" in named) complain(`"${path.text}" ${named.complaint}`);
  else found.add(named.name);
}
