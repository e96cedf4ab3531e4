import { isJsonObject } from "../../canonical.ts";
import type { Json, JsonObject } from "../../canonical.ts";
import { readNameText } from "./name-text.ts";
import type { JsonNames } from "./options.ts";
import { compilePath, memberNamed } from "./path.ts";
import type { JsonPath } from "./path.ts";

/** A name that a record lists. */
export interface ListedName {
  readonly text: string;
  /** It is said to be that of a group (RFC 7643, 4.2). */
  readonly nested: boolean;
}

/** A path to names of other records, ready to be read. */
export interface NamesReader {
  /** As the config writes it. */
  readonly path: string;
  readonly by: string | undefined;
  /** Each name once; what is wrong goes to `complain`. */
  read(record: JsonObject, complain: (message: string) => void): readonly ListedName[];
}

export function compileNames({ path, value, by }: JsonNames): NamesReader {
  const [list, inner] = [compilePath(path), compilePath(value ?? "value")];
  return {
    path,
    by,
    read(record, complain) {
      const names = new Map<string, ListedName>();
      for (const item of list.values(record)) {
        for (const name of namesOf(item, list, inner, complain))
          names.set(`${name.nested} ${name.text}`, name);
      }
      return [...names.values()];
    },
  };
}

function namesOf(
  item: Json,
  list: JsonPath,
  inner: JsonPath,
  complain: (message: string) => void,
): readonly ListedName[] {
  const values = isJsonObject(item) ? inner.values(item) : [item];
  if (isJsonObject(item) && values.length === 0 && Object.keys(item).length > 0) {
    complain(`"${list.text}" holds an object without "${inner.text}"`);
  }
  const nested = isJsonObject(item) && isGroup(item);
  return values.flatMap((value) => {
    const read = readNameText(value);
    if ("complaint" in read) complain(`a name in "${list.text}" ${read.complaint}`);
    return "text" in read && read.text !== "" ? [{ text: read.text, nested }] : [];
  });
}

function isGroup(item: JsonObject): boolean {
  const type = memberNamed(item, "type");
  return typeof type === "string" && type.trim().toLowerCase() === "group";
}
