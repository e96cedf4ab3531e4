import type { Json } from "../../canonical.ts";

/**
 * An entry of a directory as it was exported: `values[i]` is a value of the attribute `names[i]`, in lower case, and
 * stands on line `lines[i]`. Values are trimmed; an empty one is one that is there but not kept, such as a picture.
 */
export interface DirectoryEntry {
  /** As written, trimmed. */
  readonly dn: string;
  /** 1-based line where the entry begins. */
  readonly line: number;
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly lines: readonly number[];
}

/** The values of an attribute, empty ones too; `dn` is one. */
export function entryValues(entry: DirectoryEntry, name: string): readonly string[] {
  if (name === "dn") return [entry.dn];
  const { names, values } = entry;
  const found: string[] = [];
  for (let index = 0; index < names.length; index += 1) {
    if (names[index] === name) found.push(values[index] ?? "");
  }
  return found;
}

/** The values that are kept. */
export function keptValues(entry: DirectoryEntry, name: string): readonly string[] {
  return entryValues(entry, name).filter((value) => value !== "");
}

/** What is kept of an entry but for the attributes in `omitted`: one value as a text, several as a list. */
export function entryAttributes(entry: DirectoryEntry, omitted: ReadonlySet<string>): Record<string, Json> {
  const attributes = Object.create(null) as Record<string, Json>;
  attributes["dn"] = entry.dn;
  for (const [index, name] of entry.names.entries()) {
    const value = entry.values[index] ?? "";
    if (value !== "" && !omitted.has(name)) addValue(attributes, name, value);
  }
  return attributes;
}

function addValue(attributes: Record<string, Json>, name: string, value: string): void {
  const earlier = attributes[name];
  if (earlier === undefined) attributes[name] = value;
  else if (Array.isArray(earlier)) (earlier as string[]).push(value);
  else attributes[name] = [earlier, value];
}
