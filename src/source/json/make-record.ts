import { fingerprint } from "../../canonical.ts";
import type { JsonObject } from "../../canonical.ts";
import { aliasBy } from "../alias.ts";
import type { Attributes, SourceGroup, SourceKey, SourceRecord } from "../record.ts";
import { readAliases } from "./aliases.ts";
import type { JudgedRecord } from "./judge.ts";
import { keptObject } from "./kept-value.ts";
import { readOne } from "./one-value.ts";
import type { JsonPath } from "./path.ts";
import { nameByKey } from "./record-name.ts";
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
  const key = readKey(judged.record, section.key, complain);
  const aliases = readAliases(section, judged, undefined, complain);
  if (key === undefined) return undefined;
  return {
    key,
    aliases,
    line,
    fingerprint: recordFingerprint(canonical, [key, ...aliases]),
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
  const key = readKey(judged.record, section.key, complain);
  const named = readOne(judged.record, namePath);
  if ("complaint" in named) {
    complain(named.complaint);
    return undefined;
  }
  const name = named.text;
  const aliases = readAliases(section, judged, name, complain);
  if (key === undefined) return undefined;
  return {
    key,
    name,
    aliases,
    line,
    fingerprint: recordFingerprint(canonical, [key, name, ...aliases]),
    attributes: () => groupAttributes(judged.record, name, section.unkept),
  };
}

/** A group that exists because a user lists it. */
export function mentionedGroup(key: SourceKey, line: number, aliases: readonly string[]): SourceGroup {
  const named = aliases.includes("name");
  return {
    key,
    name: key,
    aliases: named ? [aliasBy("name", key)] : [],
    line,
    fingerprint: recordFingerprint("", [key, String(named)]),
    attributes: () => groupAttributes({}, key),
  };
}

/** The key at a path; what is wrong with it goes to `complain`. */
export function readKey(
  record: JsonObject,
  path: JsonPath,
  complain: (message: string) => void,
): SourceKey | undefined {
  const read = readOne(record, path);
  const named = "complaint" in read ? read : nameByKey(read.text);
  if ("name" in named) return named.name;
  complain("complaint" in read ? read.complaint : `"${path.text}" ${named.complaint}`);
  return undefined;
}

function groupAttributes(record: JsonObject, name: string, unkept?: string): Attributes {
  const attributes = keptObject(record);
  if (unkept !== undefined) delete attributes[unkept];
  attributes["name"] = name;
  return attributes;
}

/** Each part begins with its length, so that no two records give the same text. */
export function recordFingerprint(canonical: string, parts: readonly string[]): string {
  let text = canonical;
  for (const part of parts) text += `${part.length}:${part}`;
  return fingerprint(text);
}
