import { fingerprint } from "../../canonical.ts";
import type { Json, JsonObject } from "../../canonical.ts";
import { aliasBy } from "../alias.ts";
import type { Alias } from "../alias.ts";
import type { Attributes, SourceGroup, SourceKey, SourceRecord } from "../record.ts";
import type { JudgedRecord } from "./judge.ts";
import { keptObject } from "./kept-value.ts";
import { readNameText } from "./name-text.ts";
import { readOne } from "./one-value.ts";
import type { JsonPath } from "./path.ts";
import { bulkAlias, nameRecord } from "./record-name.ts";
import type { RecordSection } from "./section.ts";

/** What else a record is made of. */
export interface RecordParts {
  /** As `CanonicalWriter` writes it. */
  readonly canonical: string;
  readonly line: number;
  readonly complain: (message: string) => void;
}

/** A user; undefined when something is wrong with it. */
export function makeUser(
  section: RecordSection,
  judged: JudgedRecord,
  { canonical, line, complain }: RecordParts,
): SourceRecord | undefined {
  const key = readOne(judged.record, section.key);
  const aliases = readAliases(section, judged, complain);
  if ("complaint" in key) {
    complain(key.complaint);
    return undefined;
  }
  return {
    key: key.text as SourceKey,
    aliases,
    line,
    fingerprint: recordFingerprint(canonical, [key.text, ...aliases]),
    attributes: () => keptObject(judged.record),
  };
}

/** A group, with its name at this path; undefined when something is wrong with it. */
export function makeGroup(
  section: RecordSection,
  namePath: JsonPath,
  judged: JudgedRecord,
  { canonical, line, complain }: RecordParts,
): SourceGroup | undefined {
  const [key, name] = [readOne(judged.record, section.key), readOne(judged.record, namePath)];
  const aliases = readAliases(section, judged, complain);
  for (const read of [key, name]) if ("complaint" in read) complain(read.complaint);
  if ("complaint" in key || "complaint" in name) return undefined;
  return {
    key: key.text as SourceKey,
    name: name.text,
    aliases,
    line,
    fingerprint: recordFingerprint(canonical, [key.text, name.text, ...aliases]),
    attributes: () => groupAttributes(judged.record, name.text),
  };
}

/** A group that exists because a user lists it. */
export function mentionedGroup(name: string, line: number): SourceGroup {
  return {
    key: name as SourceKey,
    name,
    aliases: [],
    line,
    fingerprint: fingerprint(name),
    attributes: () => groupAttributes({}, name),
  };
}

function groupAttributes(record: JsonObject, name: string): Attributes {
  const attributes = keptObject(record);
  attributes["name"] = name;
  return attributes;
}

/** Each part begins with its length, so that no two records give the same text. */
function recordFingerprint(canonical: string, parts: readonly string[]): string {
  let text = canonical;
  for (const part of parts) text += `${part.length}:${part}`;
  return fingerprint(text);
}

function readAliases(
  { aliases }: RecordSection,
  { record, bulk }: JudgedRecord,
  complain: (message: string) => void,
): readonly Alias[] {
  if (aliases.length === 0 && bulk?.id === undefined) return [];
  const found = new Set<Alias>(bulk?.id === undefined ? [] : [bulkAlias(bulk.id)]);
  for (const path of aliases) {
    for (const value of path.values(record)) addAlias(found, path.text, value, complain);
  }
  return [...found];
}

function addAlias(found: Set<Alias>, by: string, value: Json, complain: (message: string) => void): void {
  // A text with a tab in it may well be an alias, and an object is none.
  const read = typeof value === "string" ? { text: value.trim() } : readNameText(value);
  if (typeof value === "object" || ("text" in read && read.text === "")) return;
  const named =
    "complaint" in read
      ? read
      : by === "dn"
        ? nameRecord(read.text, by, false)
        : { name: aliasBy(by, read.text) };
  if ("complaint" in named) complain(`"${by}" ${named.complaint}`);
  else found.add(named.name as Alias);
}
