import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { nearest } from "../nearest.ts";
import type { YamlPath } from "../yaml/position.ts";
import { givesAttribute } from "./attribute-presence.ts";
import { errorAt, type Finding } from "./finding.ts";

/** What `attributes` must hold for a resource to be made at all. */
export function attributeFindings(
  path: YamlPath,
  attributes: JsonObject | undefined,
  required: { readonly name: string; readonly example: string },
): readonly Finding[] {
  const example = `${required.name}: "${required.example}"`;
  if (attributes === undefined) {
    return [
      errorAt(path, `is missing; write at least { ${example} }`, [
        ["connector"],
        [...path.slice(0, -1), "template"],
      ]),
    ];
  }
  const shape = Object.entries(attributes).flatMap(([name, value]) => valueFindings([...path, name], value));
  if (givesAttribute(attributes, required.name)) return shape;
  return [errorAt(path, `${required.name} is missing; write ${example}`), ...shape];
}

function valueFindings(path: YamlPath, value: Json): readonly Finding[] {
  const here = nameFindings(path);
  if (value === null) {
    return [...here, errorAt(path, "has no value; write one, or leave the attribute out")];
  }
  if (Array.isArray(value)) {
    return [...here, ...value.flatMap((item: Json, index) => valueFindings([...path, index], item))];
  }
  if (!isJsonObject(value)) return here;
  return [
    ...here,
    ...Object.entries(value).flatMap(([name, inner]) => valueFindings([...path, name], inner)),
  ];
}

/** RFC 7643 section 2.1 allows letters, digits, - _ $; only what is surely a slip is refused. Paths are gone by now. */
function nameFindings(path: YamlPath): readonly Finding[] {
  const name = path.at(-1);
  if (typeof name !== "string" || /^urn:\S+$/i.test(name)) return [];
  if (/^[^\s[\]{}.]+$/.test(name)) return [];
  const [parent = "", child = ""] = name.split(".");
  const nested = /^\w+\.\w+$/.test(name) ? `; write ${parent}: { ${child}: … }` : "";
  return [errorAt(path, `is not the name of an attribute${nested}`)];
}

/** Paths of a list such as `match` that `attributes` does not give. */
export function absentPathFindings(
  path: YamlPath,
  listed: readonly string[],
  attributes: JsonObject | undefined,
  consequence: string,
): readonly Finding[] {
  if (attributes === undefined) return [];
  return listed.flatMap((attribute, index) => {
    if (givesAttribute(attributes, attribute)) return [];
    const meant = nearest(attribute, Object.keys(attributes));
    const advice = meant === undefined ? "add it there, or take it out here" : `did you mean ${meant}?`;
    const attributesPath = [...path.slice(0, -1), "attributes"];
    return [
      errorAt([...path, index], `${attribute} is not in attributes: ${consequence}; ${advice}`, [
        attributesPath,
      ]),
    ];
  });
}

/** Paths of a list that `attributes` does not give but almost does; others may stand there for later. */
export function misspeltPathFindings(
  path: YamlPath,
  listed: readonly string[],
  attributes: JsonObject | undefined,
): readonly Finding[] {
  const names = Object.keys(attributes ?? {});
  const known = listed.map((attribute) => attributes === undefined || givesAttribute(attributes, attribute));
  return listed.flatMap((attribute, index) => {
    const meant = known[index] === true ? undefined : nearest(attribute, names);
    if (meant === undefined) return [];
    const attributesPath = [...path.slice(0, -1), "attributes"];
    const message = `${attribute} is not in attributes; did you mean ${meant}?`;
    return [errorAt([...path, index], message, [attributesPath])];
  });
}
